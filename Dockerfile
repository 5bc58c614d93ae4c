# One image for the five services and the operator's commands; the command picks which:
#   docker run … vss-cloud narration        docker run … vss-cloud migrate
ARG NODE_IMAGE=node:24-bookworm-slim

# Of ffmpeg, the part that dubbing uses (services/dubbing/src/audio/samples.ts): raw PCM in, resampler, raw PCM out.
# Debian's package brings every codec and 400 MB; this is Debian's source with its security fixes, and 1 MB.
FROM ${NODE_IMAGE} AS ffmpeg
ARG DEBIAN_MIRROR=http://deb.debian.org
RUN sed -i "s#http://deb.debian.org#${DEBIAN_MIRROR}#" /etc/apt/sources.list.d/debian.sources \
 && sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources > /etc/apt/sources.list.d/source.sources \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends gcc libc6-dev make nasm dpkg-dev xz-utils >/dev/null
WORKDIR /build
RUN apt-get source -qq ffmpeg && mv ffmpeg-*/ source \
 && cd source \
 && ./configure --disable-everything --disable-autodetect --disable-doc --disable-network --disable-debug --disable-ffplay \
      --disable-ffprobe --disable-avdevice --disable-swscale --disable-postproc --enable-small \
      --enable-protocol=pipe,file \
      --enable-demuxer=pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le \
      --enable-decoder=pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le \
      --enable-encoder=pcm_f32le --enable-muxer=pcm_f32le \
      --enable-filter=aformat,aresample,anull >/dev/null \
 && make -s -j2 ffmpeg \
 && strip ffmpeg

# The packages of the lockfile that run, and their licences.
FROM ${NODE_IMAGE} AS packages
ARG NPM_REGISTRY=https://registry.npmjs.org
ENV npm_config_registry=${NPM_REGISTRY}
RUN npm install --global --silent pnpm@10.34.9
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/shared/package.json packages/shared/
COPY services/gateway/package.json services/gateway/
COPY services/rag/package.json services/rag/
COPY services/narration/package.json services/narration/
COPY services/dubbing/package.json services/dubbing/
COPY services/editing/package.json services/editing/
RUN pnpm install --prod --frozen-lockfile --reporter=silent \
 && pnpm licenses list --prod --json > licenses.json

FROM ${NODE_IMAGE}
ARG DEBIAN_MIRROR=http://deb.debian.org
RUN sed -i "s#http://deb.debian.org#${DEBIAN_MIRROR}#" /etc/apt/sources.list.d/debian.sources \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends espeak-ng >/dev/null \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules/npm /opt/yarn* \
 && install -d -o node -g node /var/spool/vss \
 && ln -s /app/scripts/image/entrypoint.sh /usr/local/bin/vss
COPY --from=ffmpeg /build/source/ffmpeg /usr/local/bin/
WORKDIR /app
COPY --from=packages /app ./
COPY tsconfig.json tsconfig.base.json* ./
COPY scripts/image/ scripts/image/
COPY conf/*.yaml conf/
COPY packages/ packages/
COPY services/ services/
# Half of V8's default: a busy service collects its short-lived objects early instead of keeping 100 MB of them.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=16 \
    HOST=0.0.0.0 \
    PORT=8080 \
    SPOOL_DIRECTORY=/var/spool/vss \
    ALIVE_FILE=/tmp/vss-alive
ARG VSS_VERSION=development
ENV VSS_VERSION=${VSS_VERSION}
LABEL org.opencontainers.image.title="Visify Story Studio Cloud" org.opencontainers.image.version=${VSS_VERSION}
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/app/scripts/image/healthcheck.sh"]
ENTRYPOINT ["/app/scripts/image/entrypoint.sh"]
CMD ["gateway"]
