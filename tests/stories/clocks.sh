#!/bin/sh
# Clocks that are off, or set while a token is cached: never a dead token, never a request each time.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
given_sandbox
given_faketime
given_profile
request >req
day=86400

fresh() { # a new token by today's clock
    workfront-credential erase <req
    token=$(workfront-credential token)
    sandbox_control DELETE /requests
}

three_times() { # COMMAND…: run it three times; it must succeed
    for _time in 1 2 3; do
        "$@" >"time.$_time" 2>>three.err || return 1
    done
}

# Both ways: only the wall clock is wrong, as when somebody sets it; and all clocks are, as when a
# saved machine goes on elsewhere
for shift in later all_clocks_later; do
    for days in 1 3 30 400; do
        fresh
        ok "$shift: a clock set back by $days days" three_times $shift $((-days * day)) workfront-credential token
        case $shift in
        later) asked 0 "$shift: asks for nothing" ;;
        *) asked 1 "$shift: asks once" ;;
        esac
        fresh
        ok "$shift: a clock set forward by $days days" three_times $shift $((days * day)) workfront-credential token
        asked 1 "$shift: asks once, not each time"
        ok "$shift: for another token" [ "$(cat time.3)" != "$token" ]
        ok "$shift: and back again" three_times workfront-credential token
        case $shift in
        later) asked 0 "$shift: asks for nothing" ;;
        *) ok "$shift: asks once at most" [ "$(sandbox_count "$token_path")" -le 1 ] ;;
        esac
    done
done

# A token that is really dead stays dead, whatever the clock says
sandbox_world '{"token": {"lifetime": 6}}'
workfront-credential erase <req
dead=$(workfront-credential token --min-validity 0)
ok "a token that lives for seconds" [ -n "$dead" ]
sandbox_control DELETE /world
sleep 6.2
sandbox_control DELETE /requests
for days in 1 3 400; do
    cp -R "$store" "store.$days"
    run later $((-days * day)) workfront-credential token --store "$PWD/store.$days"
    ok "dead, and the clock set back by $days days: another token" [ "$(answer)" != "$dead" ]
    cp -R "$store" "all.$days"
    run all_clocks_later $((-days * day)) workfront-credential token --store "$PWD/all.$days"
    ok "dead, and all clocks set back by $days days: another token" [ "$(answer)" != "$dead" ]
done
asked 6 "asked for each time, for each store is another"

# Callers compare the expiry with this machine's clock, whatever the server's says: it is what is
# left from now on, which a difference of a few minutes corrects
expiry() { # SHIFT SECONDS
    workfront-credential erase <req
    "$1" "$2" workfront-credential get <req | sed -n 's/^password_expiry_utc=//p'
}
is_near() { # EXPIRY SECONDS: from now on
    _left=$(($1 - $(date +%s)))
    [ "$_left" -ge $(($2 - 70)) ] && [ "$_left" -le $(($2 + 70)) ]
}
for shift in later all_clocks_later; do
    for seconds in -7200 -172800 7200 172800; do
        ok "$shift: our clock is $seconds s off: the expiry is by that clock" \
            is_near "$(expiry $shift $seconds)" $((seconds + 86399))
    done
    for seconds in -480 480; do
        ok "$shift: our clock is $seconds s off: the server's corrects it" \
            is_near "$(expiry $shift $seconds)" 86399
    done
done
for offset in 3600 -3600; do
    sandbox_world "{\"clock_offset\": $offset}"
    ok "the server's clock is $offset s off: ours counts" is_near "$(expiry later 0)" 86399
    sandbox_control DELETE /world
done
sandbox_world '{"clock_offset": -3600, "token": {"lifetime": 1800}}'
ok "a server that is an hour behind: a token of half an hour isn't over" \
    is_near "$(expiry later 0)" 1800
sandbox_control DELETE /world

# A token whose expiry was said is counted anew when our clock is set
fresh
later -7200 workfront-credential get <req | sed -n 's/^password_expiry_utc=//p' >expires
ok "our clock is set back by two hours: so is the expiry" \
    is_near "$(cat expires)" $((-7200 + 86399))

for date in 'Thu, 01 Jan 1970 00:00:01 GMT' 'Tue, 31 Feb 2026 00:00:00 GMT' 'soon'; do
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"headers\": {\"Date\": \"$date\"}}" >/dev/null
    ok "the server says $date: ours counts" is_near "$(expiry later 0)" 86399
    sandbox_unfault
done
sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"headers\": {\"Date\": null}}" >/dev/null
ok "the server doesn't say its time: ours counts" is_near "$(expiry later 0)" 86399
sandbox_unfault

# What is remembered holds nobody for days
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"status\": 429, \"retry_after\": 300}")
workfront-credential erase <req
later $((3 * day)) workfront-credential token >/dev/null 2>&1
sandbox_unfault "$fault"
sandbox_control DELETE /requests
ok "a wait noted while the clock was ahead ends" later $((3 * day + 305)) workfront-credential token
asked 1 "in time"
workfront-credential erase <req
exits 0 "or by the clock set right, once five minutes are over" all_clocks_later 400 workfront-credential token
ok "nothing was ever asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]
finish
