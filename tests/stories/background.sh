#!/bin/sh
# A token that gets old in earnest is renewed in the background by the helper as it is
# installed; tests/stories/token_life.sh tells the rest of it by a helper that takes another clock.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
request >req

# Twenty seconds of life, of which the last three are due whatever the jitter: leaves the answer in
# `old`, and the one of then in `due`
age() {
    sandbox_world '{"token": {"lifetime": 20}}'
    workfront-credential erase <req
    workfront-credential token --min-validity 0 >old
    sandbox_control DELETE /world
    sandbox_control DELETE /requests
    sleep 17.3
    run workfront-credential token --min-validity 0
    cp out due
    cmp -s old due
}

# Who was held up for longer than that tries again
aged=no
for try in 1 2 3; do
    if age; then
        aged=$try
        break
    fi
done
ok "a token that is due is given as it is ($aged)" [ "$aged" != no ]
silent "without a message" err
ok "and renewed, once" sandbox_await 1 "$token_path"
is_renewed() {
    workfront-credential token >new && ! cmp -s old new
}
ok "then the new one is there" await is_renewed
ok "for one request" [ "$(sandbox_count "$token_path")" -eq 1 ]
finish
