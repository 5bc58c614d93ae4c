#!/bin/sh
# The bucket, one user for each service and what each may do there (policies/). Safe to repeat; an existing user gets
# the password. Runs in MinIO's `mc` image.
set -eu

mc alias set vss "$S3_ENDPOINT" "${MINIO_ROOT_USER:-vss-root}" "$(cat /run/secrets/minio_root_password)" >/dev/null
mc mb --ignore-existing vss/vss

for service in gateway rag narration dubbing editing; do
  mc admin policy create vss "vss-$service" "/conf/policies/$service.json"
  mc admin user add vss "vss-$service" "$(cat "/run/secrets/${service}_s3_key")"
  said="$(mc admin policy attach vss "vss-$service" --user "vss-$service" 2>&1)" || case "$said" in
    *'already in effect'*) ;;
    *) echo "$said" >&2; exit 1 ;;
  esac
done
