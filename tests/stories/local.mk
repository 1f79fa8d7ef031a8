# Shell scripts that use the installed programs

stories = \
	%D%/adobe_fails.sh \
	%D%/adobe_program.sh \
	%D%/adobe_program_account.sh \
	%D%/adobe_program_calls.sh \
	%D%/adobe_program_secrets.sh \
	%D%/budget.sh \
	%D%/inject.sh \
	%D%/inject_vaults.sh \
	%D%/survives.sh \
	%D%/rotate.sh \
	%D%/rotate_killed.sh \
	%D%/rotation_model.sh \
	%D%/scopes.sh \
	%D%/damage.sh \
	%D%/refuses.sh \
	%D%/nfs.sh \
	%D%/jail.sh \
	%D%/names.sh \
	%D%/open_files.sh \
	%D%/gnutls.sh \
	%D%/any_host.sh \
	%D%/api.sh \
	%D%/any_host_attributes.sh \
	%D%/any_host_clone.sh \
	%D%/any_host_differential.sh \
	%D%/any_host_minted.sh \
	%D%/any_host_parallel.sh \
	%D%/hostile_input.sh \
	%D%/hostile_input_minted.sh \
	%D%/account.sh \
	%D%/authorities.sh \
	%D%/attach.sh \
	%D%/audit.sh \
	%D%/canary.sh \
	%D%/clocks.sh \
	%D%/format.sh \
	%D%/background.sh \
	%D%/bootstrap.sh \
	%D%/broker.sh \
	%D%/broker_crowd.sh \
	%D%/broker_killed.sh \
	%D%/broker_namespaces.sh \
	%D%/broker_sidecar.sh \
	%D%/broker_systemd.sh \
	%D%/completions.sh \
	%D%/contributing.sh \
	%D%/cookbook.sh \
	%D%/coverage.sh \
	%D%/crowd.sh \
	%D%/dialects.sh \
	%D%/disks.sh \
	%D%/env.sh \
	%D%/environments.sh \
	%D%/examples.sh \
	%D%/exec.sh \
	%D%/families.sh \
	%D%/conversation.sh \
	%D%/fleet.sh \
	%D%/fleet_crowd.sh \
	%D%/fleet_fails.sh \
	%D%/fleet_redis.sh \
	%D%/fleet_failover.sh \
	%D%/fleet_liar.sh \
	%D%/fleet_program.sh \
	%D%/folders.sh \
	%D%/doctor.sh \
	%D%/git.sh \
	%D%/glance.sh \
	%D%/hosts.sh \
	%D%/limits.sh \
	%D%/liar.sh \
	%D%/liar_setup.sh \
	%D%/liar_vault.sh \
	%D%/passphrase.sh \
	%D%/pnpm.sh \
	%D%/policy.sh \
	%D%/unlock_exec.sh \
	%D%/unlock_secret_service.sh \
	%D%/unlock_systemd.sh \
	%D%/unlock_tpm2.sh \
	%D%/identifiers.sh \
	%D%/import.sh \
	%D%/keys.sh \
	%D%/released.sh \
	%D%/redact.sh \
	%D%/report.sh \
	%D%/setup.sh \
	%D%/setup_again.sh \
	%D%/setup_git.sh \
	%D%/move.sh \
	%D%/leave.sh \
	%D%/shell.sh \
	%D%/stampede.sh \
	%D%/static.sh \
	%D%/timing.sh \
	%D%/token_life.sh \
	%D%/unlock.sh \
	%D%/whole.sh \
	%D%/words.sh \
	%D%/memory.sh \
	%D%/fuzz_corpus.sh \
	%D%/install.sh \
	%D%/layers.sh \
	%D%/manual.sh \
	%D%/mask.sh \
	%D%/messages.sh
TESTS += $(stories)

# Sanitizers can't be mixed with the hardening that this looks for
if !ENABLE_SANITIZERS
TESTS += %D%/binaries.sh
endif

EXTRA_DIST += $(stories) %D%/binaries.sh %D%/container.sh
