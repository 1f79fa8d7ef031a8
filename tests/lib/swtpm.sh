# swtpm.sh: a TPM in software, for stories. After tests/lib/lib.sh:
#
#     tpm_start FOLDER   start the TPM whose state lies in FOLDER, as after a reset; $tcti is where it
#                        listens, for us and in TPM2TOOLS_TCTI. It ends with the story, or at
#     tpm_stop
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets some variables

tpm=
tpm_stop() {
    [ -z "$tpm" ] || { kill "$tpm" && wait "$tpm"; } 2>/dev/null
    tpm=
}
at_exit tpm_stop

# A free port is one where swtpm can listen; its control channel is the next
tpm_start() { # FOLDER
    mkdir -p "$1"
    port=$((20000 + $$ * 7 % 10000))
    while [ "$port" -lt 32000 ]; do
        port=$((port + 97))
        swtpm socket --tpm2 --tpmstate "dir=$1" --server "type=tcp,port=$port,disconnect" \
            --ctrl "type=tcp,port=$((port + 1))" --flags not-need-init,startup-clear \
            --pid "file=$work/tpm.pid" >"$work/swtpm" 2>&1 &
        tpm=$!
        tries=0
        while [ "$tries" -lt 600 ] && kill -0 "$tpm" 2>/dev/null; do
            [ -s "$work/tpm.pid" ] && break
            sleep 0.1
            tries=$((tries + 1))
        done
        if [ -s "$work/tpm.pid" ] && kill -0 "$tpm" 2>/dev/null; then
            rm "$work/tpm.pid"
            tcti=swtpm:host=127.0.0.1,port=$port
            TPM2TOOLS_TCTI=$tcti
            export TPM2TOOLS_TCTI
            return
        fi
    done
    return 1
}
