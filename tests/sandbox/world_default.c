/*
 * world_default: the world the sandbox starts with; the names are explained in world.h.
 *
 * tests/fixtures/console-project.json and console-credential.json are what the Developer
 * Console would let an administrator download for the first client, console-two-secrets.json
 * for the second, whose first secret has been deleted in the Console meanwhile.
 */
#include "world_default.h"

/* The preprocessor turns JSON as it stands into a string. */
#define JSON(...) #__VA_ARGS__

/* clang-format off */
const char world_default[] = JSON({
"clock_offset": 0,
"ims_hosts": ["ims-na1.adobelogin.com", "ims-na1-stg1.adobelogin.com"],
"api": {"oldest": 15, "newest": 22},
"token": {"lifetime": 86399, "form": "seconds", "padding": 0},
"clients": {
    "0123456789abcdef0123456789abcdef": {
        "name": "Workfront S2S",
        "credential_id": "436084",
        "org": "0123456789ABCDEF01234567@AdobeOrg",
        "org_id": "23294",
        "technical_account_id": "ABCDEF0123456789ABCDEF01@techacct.adobe.com",
        "technical_account_email": "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
        "scopes": ["openid", "AdobeID", "additional_info.roles", "profile"],
        "secrets": {
            "11ede399b68b57a5aca6a96b00000001": {
                "secret": "p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j",
                "created_at": "1682448485000"
            }
        },
        "new_secret_refusals": 0
    },
    "fedcba9876543210fedcba9876543210": {
        "name": "Workfront rotation",
        "credential_id": "436085",
        "org": "0123456789ABCDEF01234567@AdobeOrg",
        "org_id": "23294",
        "technical_account_id": "FEDCBA9876543210FEDCBA98@techacct.adobe.com",
        "technical_account_email": "99999999-8888-7777-6666-555555555555@techacct.adobe.com",
        "scopes": ["openid", "AdobeID", "additional_info.roles", "profile",
                   "read_organizations", "additional_info.projectedProductContext",
                   "adobeio_api", "read_client_secret", "manage_client_secrets",
                   "workfront.comment-stream"],
        "secrets": {
            "11ede8ab42f138f3abe335d800000002": {
                "secret": "p8e-CANARY-Wc8pGx5uJt1VqA0nEo7iKz3y",
                "created_at": "1683005777000"
            }
        },
        "new_secret_refusals": 0
    },
    "00112233445566778899aabbccddeeff": {
        "name": "Another company",
        "credential_id": "501200",
        "org": "FFFFFFFFFFFFFFFF00000000@AdobeOrg",
        "org_id": "77001",
        "technical_account_id": "00FF00FF00FF00FF00FF00FF@techacct.adobe.com",
        "technical_account_email": "abababab-cdcd-efef-0101-232323232323@techacct.adobe.com",
        "scopes": ["openid", "AdobeID", "additional_info.roles", "profile"],
        "secrets": {
            "11ede8ab42f138f3abe335d800000003": {
                "secret": "p8e-CANARY-Hb6rMs9dPl2TfXe4UaCg8wQv",
                "created_at": "1683005777000"
            }
        },
        "new_secret_refusals": 0
    }
},
"instances": {
    "acme": {
        "hosts": ["acme.my.workfront.com", "acme.my.workfront.adobe.com",
                  "acme.preview.workfront.com", "acme.sb01.workfront.com"],
        "redirects": {},
        "org": "0123456789ABCDEF01234567@AdobeOrg",
        "customer_id": "66cf5cec000220447507c8ce6d53aaaa",
        "subdomain": "acme",
        "lane": "prod",
        "families": {"planning": "ok", "approvals": "ok", "events": "ok", "comments": "ok",
                     "mcp": "ok", "fusion": "ok"},
        "filler_users": 120,
        "users": {
            "66cf5cec0002204507c8ce6d532d0001": {
                "name": "Ada Admin", "emailAddr": "ada@acme.example", "username": "ada",
                "isActive": true, "registered": true, "licenseType": "F",
                "accessLevel": {"ID": "66cf5cec0000000107c8ce6d532d0001",
                    "name": "System Administrator", "isAdmin": true, "licenseType": "F"}
            },
            "66cf5cec0002204507c8ce6d532d0002": {
                "name": "Not the one searched for",
                "emailAddr": "a00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                "username": "a00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                "eauthUserID": "ABCDEF0123456789ABCDEF99@techacct.adobe.com",
                "isActive": true, "registered": false, "licenseType": "C",
                "accessLevel": {"ID": "66cf5cec0000000107c8ce6d532d0002",
                    "name": "Contributor", "isAdmin": false, "licenseType": "C"}
            },
            "66cf5cec0002204507c8ce6d532dfc08": {
                "name": "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                "emailAddr": "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                "username": "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                "eauthUserID": "ABCDEF0123456789ABCDEF01@techacct.adobe.com",
                "isActive": true, "registered": false, "licenseType": "C",
                "accessLevel": {"ID": "66cf5cec0000000107c8ce6d532d0002",
                    "name": "Contributor", "isAdmin": false, "licenseType": "C"}
            },
            "66cf5cec0002204507c8ce6d532dfc09": {
                "name": "Workfront rotation",
                "emailAddr": "99999999-8888-7777-6666-555555555555@techacct.adobe.com",
                "username": "99999999-8888-7777-6666-555555555555@techacct.adobe.com",
                "eauthUserID": "FEDCBA9876543210FEDCBA98@techacct.adobe.com",
                "isActive": true, "registered": true, "licenseType": "F",
                "accessLevel": {"ID": "66cf5cec0000000107c8ce6d532d0001",
                    "name": "System Administrator", "isAdmin": true, "licenseType": "F"}
            }
        },
        "objects": {
            "proj": [
                {"ID": "66cf5cec0000aaaa07c8ce6d532d0001", "name": "Spring campaign",
                    "objCode": "PROJ", "status": "CUR", "percentComplete": 40.0},
                {"ID": "66cf5cec0000aaaa07c8ce6d532d0002", "name": "Website relaunch",
                    "objCode": "PROJ", "status": "PLN", "percentComplete": 0.0},
                {"ID": "66cf5cec0000aaaa07c8ce6d532d0003", "name": "Annual report",
                    "objCode": "PROJ", "status": "CPL", "percentComplete": 100.0}
            ],
            "task": [
                {"ID": "66cf5cec0000bbbb07c8ce6d532d0001", "name": "Write the brief",
                    "objCode": "TASK", "status": "INP", "percentComplete": 60.0}
            ]
        },
        "workspaces": [
            {"id": "Wp66cf5cec0000cccc07c80001", "name": "Marketing", "permission": "view"},
            {"id": "Wp66cf5cec0000cccc07c80002", "name": "Product launches",
                "permission": "edit"}
        ],
        "bots": [
            {"id": "bot-1", "name": "Brand check", "type": "doc-brand-reviewer",
                "isActive": true}
        ],
        "templates": [
            {"id": "6744feadafbbfb97a7c1c325", "name": "Legal, then brand"}
        ],
        "subscriptions": [
            {"id": "b1f2c3d4-0000-4000-8000-000000000001", "objCode": "PROJ",
                "eventType": "UPDATE", "url": "https://hooks.acme.example/workfront"}
        ],
        "comments": [
            {"_id": "6400cae3000c141416060e30", "objectCode": "PROJ",
                "objectID": "66cf5cec0000aaaa07c8ce6d532d0001", "content": "Looks good."}
        ],
        "fusion": {
            "region": "or2", "organization": "2245",
            "activity": [
                {"timestamp": "2026-06-09T11:39:34.834Z", "entity": "scenario",
                    "action": "updated"},
                {"timestamp": "2026-06-09T10:12:01.000Z", "entity": "team",
                    "action": "created"}
            ]
        }
    },
    "globex": {
        "hosts": ["globex.my.workfront.adobe.com"],
        "redirects": {"globex.my.workfront.com": "globex.my.workfront.adobe.com"},
        "org": "0123456789ABCDEF01234567@AdobeOrg",
        "customer_id": "66cf5cec000220447507c8ce6d53bbbb",
        "subdomain": "globex",
        "lane": "prod",
        "families": {"planning": "ok", "approvals": "ok", "events": "ok", "comments": "ok",
                     "mcp": "ok", "fusion": "ok"},
        "filler_users": 3,
        "users": {}
    },
    "initech": {
        "hosts": ["initech.my.workfront.com"],
        "redirects": {},
        "org": "FFFFFFFFFFFFFFFF00000000@AdobeOrg",
        "customer_id": "66cf5cec000220447507c8ce6d53cccc",
        "subdomain": "initech",
        "lane": "prod",
        "families": {"planning": "ok", "approvals": "ok", "events": "ok", "comments": "ok",
                     "mcp": "ok", "fusion": "ok"},
        "filler_users": 0,
        "users": {
            "66cf5cec0002204507c8ce6d532dcc01": {
                "name": "abababab-cdcd-efef-0101-232323232323@techacct.adobe.com",
                "emailAddr": "abababab-cdcd-efef-0101-232323232323@techacct.adobe.com",
                "username": "abababab-cdcd-efef-0101-232323232323@techacct.adobe.com",
                "eauthUserID": "00FF00FF00FF00FF00FF00FF@techacct.adobe.com",
                "isActive": true, "registered": false, "licenseType": "C",
                "accessLevel": {"ID": "66cf5cec0000000107c8ce6d532dcc02",
                    "name": "Contributor", "isAdmin": false, "licenseType": "C"}
            }
        }
    }
}
});
/* clang-format on */
