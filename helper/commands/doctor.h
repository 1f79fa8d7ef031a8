/*
 * doctor.h: the command `doctor`, which looks at everything that must be right for the rest to
 * work (doctor.c) and on the way to Adobe (doctor_network.c). A check adds what it finds to the
 * report; it never ends the command, and leaves in `fault` what went wrong last.
 */
#pragma once

#include "helper/command.h"
#include "helper/say/report.h"
#include "helper/token/network.h"

struct doctor {
    struct context *context;
    struct report report;
    enum status store_status; /* of opening the store */
    bool has_key_fault;       /* the key file is why, and told */
    enum status probe_status;
    struct network_reply probe; /* what knocking at IMS brought */
    struct fault fault;         /* of the step at hand */
};

/* The proxy and the certificate authorities that the environment names; a secret in a proxy's
 * address isn't shown. */
void doctor_check_proxy(struct doctor *doctor);
void doctor_check_authorities(struct doctor *doctor);

/* Asks IMS for nothing, fifteen seconds at most. What it brings is looked at by the next three:
 * whether Adobe answers, whether the clocks agree, and which parts of the jail hold. */
void doctor_knock(struct doctor *doctor);
void doctor_check_adobe(struct doctor *doctor);
void doctor_check_clock(struct doctor *doctor);
void doctor_check_jail(struct doctor *doctor);

/* Whether there is a profile for the host that --host or WORKFRONT_HOST names for all callers
 * (doctor_profiles.c); where a broker is asked, that is asked for it. */
void doctor_check_host(struct doctor *doctor);

/* Asks for a token with each profile, tries its secrets and looks the account up on its hosts,
 * as `verify` does, and tells what isn't well, or what is; and what will not be for long
 * (doctor_profiles.c). Of one that can't be asked now, what is known from before. */
void doctor_check_profiles(struct doctor *doctor);

/* Adds a failure with the hint of the fault or, where it has none, `next`. */
void doctor_report_fault(struct doctor *doctor, const char *name, struct fault *fault,
                         const char *next);

/* Whether git tells our token to another helper, for each host that it has ours for
 * (doctor_git.c). */
void doctor_check_git(struct doctor *doctor);
