# The sealed store

libstore_a_SOURCES += \
	%D%/create.c \
	%D%/create.h \
	%D%/export.c \
	%D%/export.h \
	%D%/file.c \
	%D%/file.h \
	%D%/file_once.c \
	%D%/folder.c \
	%D%/folder.h \
	%D%/keyslot.c \
	%D%/keyslot.h \
	%D%/lock.c \
	%D%/lock.h \
	%D%/open.c \
	%D%/records.c \
	%D%/records.h \
	%D%/seal.c \
	%D%/seal.h \
	%D%/path_walk.c \
	%D%/path_walk.h \
	%D%/store.c \
	%D%/store.h \
	%D%/store_internal.h
EXTRA_DIST += %D%/FORMAT.md
