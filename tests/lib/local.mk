# What suites and stories share

EXTRA_DIST += \
	%D%/adding.sh \
	%D%/admin.sh \
	%D%/adobe.h \
	%D%/adobe_calls.sh \
	%D%/attach.py \
	%D%/audits.h \
	%D%/bpf.h \
	%D%/broker.sh \
	%D%/damage.py \
	%D%/dialects.h \
	%D%/faults.h \
	%D%/files.h \
	%D%/fleet.sh \
	%D%/forge_keys.py \
	%D%/hold.py \
	%D%/hostile.rows \
	%D%/hostile.sh \
	%D%/https_git.py \
	%D%/imports.h \
	%D%/injection.sh \
	%D%/judged.h \
	%D%/lib.sh \
	%D%/life.sh \
	%D%/listen.py \
	%D%/nfs_inside.sh \
	%D%/read_store.py \
	%D%/recipe.sh \
	%D%/records.h \
	%D%/registry.py \
	%D%/rekeys.h \
	%D%/released_make.sh \
	%D%/rotation.sh \
	%D%/sandbox.sh \
	%D%/redis.sh \
	%D%/sandbox_ask.sh \
	%D%/scratch.h \
	%D%/scripted.h \
	%D%/stores.h \
	%D%/suite.h \
	%D%/swtpm.sh \
	%D%/systemd.sh \
	%D%/terminal.py \
	%D%/terminal.sh \
	%D%/tree.sh \
	%D%/wide.h
