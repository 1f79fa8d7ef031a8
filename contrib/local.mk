# What people run, copy and install beside the programs

EXTRA_DIST += \
	%D%/as-user \
	%D%/bootstrap \
	%D%/check \
	%D%/check-platforms \
	%D%/check-release \
	%D%/copy-tree \
	%D%/coverage-check \
	%D%/picture \
	%D%/picture.svg \
	%D%/picture.txt \
	%D%/quickstart

# Debian's packaging, made by contrib/debian/build

EXTRA_DIST += \
	contrib/debian/build \
	contrib/debian/changelog \
	contrib/debian/control \
	contrib/debian/copyright \
	contrib/debian/rules \
	contrib/debian/source/format \
	contrib/debian/tests/control \
	contrib/debian/tests/smoke \
	contrib/debian/tests/smoke-optional \
	contrib/debian/tests/whole-way \
	contrib/debian/upstream/metadata \
	contrib/debian/watch \
	contrib/debian/workfront-credential-secret-service.install \
	contrib/debian/workfront-credential-tpm2.install \
	contrib/debian/workfront-credential.docs \
	contrib/debian/workfront-credential.examples \
	contrib/debian/workfront-credential.install

# The same for systems with RPM

EXTRA_DIST += \
	contrib/rpm/build \
	contrib/rpm/workfront-credential.spec

# Examples, for people to copy

EXTRA_DIST += \
	%D%/COOKBOOK.md \
	contrib/examples/Dockerfile \
	contrib/examples/README.md \
	contrib/examples/Workfront.java \
	contrib/examples/Workfront.psm1 \
	contrib/examples/container-entry.sh \
	contrib/examples/crontab \
	contrib/examples/curl.sh \
	contrib/examples/fleet-folder \
	contrib/examples/fleet-kubectl \
	contrib/examples/fleet-redis-cli \
	contrib/examples/github.yml \
	contrib/examples/gitlab.yml \
	contrib/examples/rclone.conf \
	contrib/examples/report-client.mjs \
	contrib/examples/report.mjs \
	contrib/examples/report.py \
	contrib/examples/report.sh \
	contrib/examples/workfront-fetch.mjs \
	contrib/examples/workfront_auth.py \
	contrib/ci/action.yml \
	contrib/systemd/workfront-credential-broker-ci.socket \
	contrib/systemd/workfront-credential-broker-sealed.conf \
	contrib/systemd/workfront-credential-broker.service \
	contrib/systemd/workfront-credential-broker.socket \
	contrib/systemd/workfront-fleet.service \
	contrib/systemd/workfront-fleet.timer \
	contrib/systemd/workfront-report.service \
	contrib/systemd/workfront-report.timer \
	contrib/systemd/workfront-rotate.service \
	contrib/systemd/workfront-rotate.timer \
	contrib/systemd/workfront-sealed.service \
	contrib/systemd/workfront-token.socket \
	contrib/systemd/workfront-token@.service

# Installation

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
bash_completion = contrib/completions/workfront-credential.bash
dist_zshcompletion_DATA = contrib/completions/_workfront-credential
dist_fishcompletion_DATA = contrib/completions/workfront-credential.fish
EXTRA_DIST += $(bash_completion)

# configure's --program-prefix and its like rename what people call. The programs below libexec, which
# the helper calls, the names that are links and the manual of the configuration keep their names.
transform = /^workfront-credential[-.]/!{/^git-credential-/!{$(program_transform_name);};}

make_links = \
	target=`echo workfront-credential | $(SED) '$(transform)'`; \
	for name in `cat '$(abs_builddir)/helper/links'`; do \
		test ! -f '$(abs_srcdir)'/helper/$$name$$suffix || continue; \
		rm -f $$name$$suffix && $(LN_S) $$target$$suffix $$name$$suffix || exit; \
	done

install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(bashcompletiondir)'
	$(INSTALL_DATA) '$(srcdir)/$(bash_completion)' \
		'$(DESTDIR)$(bashcompletiondir)/workfront-credential'

uninstall-local:
	rm -f '$(DESTDIR)$(bashcompletiondir)/workfront-credential'

install-exec-hook: helper/links
	cd '$(DESTDIR)$(bindir)' && suffix= && $(make_links)

install-data-hook: helper/links
	cd '$(DESTDIR)$(man1dir)' && suffix=.1 && $(make_links)

uninstall-hook: helper/links
	for name in `cat '$(abs_builddir)/helper/links'`; do \
		rm -f '$(DESTDIR)$(bindir)'/$$name '$(DESTDIR)$(man1dir)'/$$name.1; \
	done

# The release: the same bytes from the same tree, whoever makes it, when and where. Its files bear the time of SOURCE_DATE_EPOCH, else of the last commit, else of NEWS, which a release keeps.

can-pack:
	@command -v xz >/dev/null || \
		{ echo 'make dist needs xz; on Debian and Ubuntu: apt-get install xz-utils' >&2; exit 1; }
pack_targets = dist-xz distdir
$(pack_targets): can-pack
.PHONY: can-pack

release_time = \
	`if test -n "$$SOURCE_DATE_EPOCH"; then echo "$$SOURCE_DATE_EPOCH"; \
	elif test -e '$(srcdir)/.git'; then git -C '$(srcdir)' log -1 --format=%ct; \
	else stat -c %Y '$(srcdir)/NEWS'; fi`
am__tar = LC_ALL=C $${TAR-tar} --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
	--mode=u+rwX,go+rX,go-w --mtime="@$(release_time)" -chf - "$$tardir"

AM_DISTCHECK_CONFIGURE_FLAGS = --enable-werror
