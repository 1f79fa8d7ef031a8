# recipe.sh: what the cookbook says is to be run. After tests/lib/lib.sh:
#
#     recipe HEADING WORDS    prints the indented block of that section of contrib/COOKBOOK.md that has WORDS,
#                             or ends the story
#
# shellcheck shell=sh

recipe() {
    awk -v heading="## $1" -v words="$2" '
        function end() { if (index(block, words)) { printf "%s", block; found = 1 } block = "" }
        /^## / { inside = $0 == heading }
        inside && /^    / { block = block substr($0, 5) "\n"; next }
        { end() }
        END { end(); exit !found }' "${top_srcdir:?}/contrib/COOKBOOK.md" || {
        result "not ok" "the cookbook has \"$2\" in \"$1\""
        exit 1
    }
}
