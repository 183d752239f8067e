# The one-container image: everything in one process, data in /data. Builds alike for amd64 and arm64: nothing here names an architecture.
# Another base with Node 24 may be given, for example one of your own: --build-arg NODE_IMAGE=...
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
# What is only needed to build and test is left out again, and of the rest what a server never reads.
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && node scripts/build.mjs server \
  && npm run build --prefix web \
  && npm sbom --omit=dev --sbom-format=spdx > /tmp/sbom.spdx.json \
  && node scripts/image/pack.mjs /image \
  && mv /tmp/sbom.spdx.json /image/app/sbom.spdx.json

FROM ${NODE_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="SmartyPants" \
  org.opencontainers.image.description="Self-hosted knowledge platform: permission-true search and checked citations over your company's sources." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
# The first process of a container must bury the dead.
RUN command -v tini || (apt-get update -qq && apt-get install -y -qq --no-install-recommends tini && rm -rf /var/lib/apt/lists/*)
COPY --from=build --chown=0:0 /image/app /app
COPY --from=build --chown=1000:1000 /image/data /data
WORKDIR /app
ENV NODE_ENV=production \
  SMARTY_HOST=0.0.0.0 \
  SMARTY_DATA_DIR=/data
USER 1000:1000
EXPOSE 3210
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/image/health.mjs"]
ENTRYPOINT ["tini", "--", "node", "--disable-warning=ExperimentalWarning", "packages/server/dist/cli.js"]
CMD ["start"]
