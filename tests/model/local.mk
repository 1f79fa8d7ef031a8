# tests/model/: what decides, walked through

check_PROGRAMS += %D%/rotation_model
tests_model_rotation_model_LDADD = libhelper.a
