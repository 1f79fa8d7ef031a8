# WF_PKG(VARIABLE, MODULE, DEBIAN-PACKAGE)
# ----------------------------------------
# Find a library the programs can't do without, by pkg-config: VARIABLE_CFLAGS, VARIABLE_LIBS.
# MODULE may ask for a version ("jansson >= 2.12").
AC_DEFUN([WF_PKG], [
    PKG_CHECK_MODULES([$1], [$2], [],
        [AC_MSG_ERROR([$2 is needed and was not found: $$1[]_PKG_ERRORS
On Debian and Ubuntu: apt-get install $3])])
])

# WF_PKG_OPTIONAL(VARIABLE, MODULE, DEBIAN-PACKAGE, WHAT-FOR)
# -----------------------------------------------------------
# The same for a library only some part needs: sets have_VARIABLE to yes or no, and says what is
# lost without it.
AC_DEFUN([WF_PKG_OPTIONAL], [
    PKG_CHECK_MODULES([$1], [$2], [have_$1=yes],
        [have_$1=no
         AC_MSG_NOTICE([no $4 without $2; on Debian and Ubuntu: apt-get install $3])])
])
