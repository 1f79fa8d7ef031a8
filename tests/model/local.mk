# tests/model/: what decides, walked through

check_PROGRAMS += %D%/fleet_model %D%/rotation_model
tests_model_fleet_model_LDADD = libhelper.a libstore.a libprotocol.a $(JANSSON_LIBS) $(SODIUM_LIBS)
tests_model_rotation_model_SOURCES = %D%/rotation_model.c %D%/console_model.c %D%/console_model.h
tests_model_rotation_model_LDADD = libhelper.a
