/* fleet_renewal.h: `fleet renew`: a token renewed before anybody needs it, and what the engine
 * lost published again.
 */
#pragma once

#include "helper/token/fleet/fleet_token.h"
#include "helper/token/renewal.h"

/* A minter renews when less than so many permille of its token's life are left: before readers
 * look, FLEET_DUE of fleet_token.h, and less than twice a day. */
#define FLEET_RENEWS_AT 450

enum fleet_renewed {
    FLEET_RENEWED_NOT,       /* the engine and the store have a young token */
    FLEET_RENEWED_TAKEN,     /* another minter's, or for a reader anybody's */
    FLEET_RENEWED_PUBLISHED, /* the store's own, again */
    FLEET_RENEWED_MINTED,    /* asked for at Adobe, and published */
    FLEET_RENEWED_ALONE,     /* asked for at Adobe, but not published: `fault` says why */
};

/* Renews the token of the fleet's profile, which a reader may lack so far. `renewal` has the
 * store, and for a minter the profile. What the engine doesn't do is the status of a reader,
 * and of a minter whose token is young; else as fleet_token_obtain(). */
enum status fleet_renew(struct fleet *fleet, const struct renewal *renewal,
                        enum fleet_renewed *renewed, struct fault *fault);
