# The programs that speak to keepers of secrets, each the only user of its library

vault_sources = helper/harden.c helper/harden.h %D%/vault.c %D%/vault.h $(jail_sources)
vault_programs =
if HAVE_LIBSECRET
libexec_PROGRAMS += workfront-credential-secret-service
dist_man_MANS += %D%/workfront-credential-secret-service.8
vault_programs += secret-service
else
EXTRA_DIST += %D%/workfront-credential-secret-service.8
endif
workfront_credential_secret_service_SOURCES = %D%/secret_service.c $(vault_sources)
workfront_credential_secret_service_CPPFLAGS = $(AM_CPPFLAGS) $(LIBSECRET_CFLAGS)
workfront_credential_secret_service_LDADD = libprotocol.a $(LIBSECRET_LIBS) $(SODIUM_LIBS)

if HAVE_TPM2
libexec_PROGRAMS += workfront-credential-tpm2
dist_man_MANS += %D%/workfront-credential-tpm2.8
vault_programs += tpm2
else
EXTRA_DIST += %D%/workfront-credential-tpm2.8
endif
workfront_credential_tpm2_SOURCES = %D%/tpm2.c %D%/tpm2_session.c \
	%D%/tpm2_session.h $(vault_sources)
workfront_credential_tpm2_CPPFLAGS = $(AM_CPPFLAGS) $(TPM2_CFLAGS)
workfront_credential_tpm2_LDADD = libprotocol.a $(TPM2_LIBS) $(SODIUM_LIBS)
