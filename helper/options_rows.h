/* options_rows.h: the options, once for those who read the command line and once for those who
 * explain it. Included with OPTION defined (or for nothing), which is undefined in the end:
 *
 *     OPTION(name, letter or 0, kind, bit, member, least, most, argument or NULL, help)
 *
 * `least` and `most` are of a number; the kinds are those of options.c.
 */
/* clang-format off */
#ifndef OPTION
#define OPTION(...)
#endif
OPTION("profile", 'p', TEXT, OPTION_PROFILE, profile, 0, 0, "NAME",
       "the recorded credential")
OPTION("host", 'H', LIST, OPTION_HOST, host, 0, 0, "HOST", "the Workfront host")
OPTION("username", 0, TEXT, OPTION_USERNAME, username, 0, 0, "NAME",
       "the user name that the request would have")
OPTION("min-validity", 0, NUMBER, OPTION_MIN_VALIDITY, min_validity, 0, YEAR, "SECONDS",
       "the token must live at least this long")
OPTION("any-host", 0, FLAG, OPTION_ANY_HOST, any_host, 0, 0, NULL,
       "keep credentials of any https host")
OPTION("lifetime", 0, NUMBER, OPTION_LIFETIME, lifetime, 1, 10 * YEAR, "SECONDS",
       "forget what --any-host keeps after this long")
OPTION("shell", 's', TEXT, OPTION_SHELL, shell, 0, 0, "SHELL", "whose syntax to print (sh)")
OPTION("unset", 0, FLAG, OPTION_UNSET, unset, 0, 0, NULL, "print lines that unset instead")
OPTION("no-export", 0, FLAG, OPTION_NO_EXPORT, no_export, 0, 0, NULL,
       "set variables of the shell alone")
OPTION("var", 0, LIST, OPTION_VAR, var, 0, 0, "NAME=NEW", "call a variable something else")
OPTION("all-headers", 0, FLAG, OPTION_ALL_HEADERS, all_headers, 0, 0, NULL,
       "x-api-key and x-gw-ims-org-id too")
OPTION("show", 0, FLAG, OPTION_SHOW, show, 0, 0, NULL, "print the token even on a terminal")
OPTION("token-file", 0, FLAG, OPTION_TOKEN_FILE, token_file, 0, 0, NULL,
       "keep a fresh token in $WORKFRONT_TOKEN_FILE")
OPTION("on-renew", 0, TEXT, OPTION_ON_RENEW, on_renew, 0, 0, "SIGNAL",
       "send the command this when that file changed")
OPTION("data", 'd', TEXT, OPTION_DATA, data, 0, 0, "FILE",
       "the body to send; - for standard input")
OPTION("policy", 0, TEXT, OPTION_POLICY, policy, 0, 0, "FILE",
       "take the required modules of its unlock lines")
OPTION("from", 0, TEXT, OPTION_FROM, from, 0, 0, "FILE",
       "the file of the Console; - for standard input")
OPTION("credential", 0, TEXT, OPTION_CREDENTIAL, credential, 0, 0, "ID",
       "which one of a project's: id, name or client id")
OPTION("ims-url", 0, TEXT, OPTION_IMS_URL, ims_url, 0, 0, "URL", "another token endpoint")
OPTION("api-version", 0, NUMBER, OPTION_API_VERSION, api_version, 1, 99, "N",
       "version of the Workfront API (22)")
OPTION("require-admin", 0, FLAG, OPTION_REQUIRE_ADMIN, require_admin, 0, 0, NULL,
       "fail unless the account is a system administrator")
OPTION("wait", 0, NUMBER, OPTION_WAIT, wait, 0, 86400, "SECONDS",
       "wait for the technical account to appear")
OPTION("no-verify", 0, FLAG, OPTION_NO_VERIFY, no_verify, 0, 0, NULL,
       "save without asking Adobe")
OPTION("since", 0, TEXT, OPTION_SINCE, since, 0, 0, "WHEN", "nothing from before")
OPTION("default", 0, FLAG, OPTION_DEFAULT, make_default, 0, 0, NULL,
       "take this profile where none is named")
OPTION("force", 'f', FLAG, OPTION_FORCE, force, 0, 0, NULL,
       "try although a recent attempt failed")
OPTION("json", 0, FLAG, OPTION_JSON, json, 0, 0, NULL, "answer in JSON")
OPTION("store", 0, TEXT, OPTION_COMMON, store, 0, 0, "DIR", "the folder of the store")
OPTION("non-interactive", 0, FLAG, OPTION_COMMON, non_interactive, 0, 0, NULL,
       "never ask anybody, never wait long")
OPTION("quiet", 'q', FLAG, OPTION_COMMON, quiet, 0, 0, NULL, "no hints and no warnings")
OPTION("verbose", 'v', COUNT, OPTION_COMMON, verbose, 0, 2, NULL,
       "say what is done (-vv: more, and where the time went)")
OPTION("help", 'h', FLAG, OPTION_COMMON, help, 0, 0, NULL, "this text")
OPTION("version", 'V', FLAG, OPTION_COMMON, version, 0, 0, NULL, "the version")
/* clang-format on */
#undef OPTION
