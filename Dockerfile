# Official image: Node 26 runs TypeScript as it is, so there is nothing to build.
FROM node:26-slim
# Each of its threads would take memory of its own from the system: two pools save some 20 MB.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The npm package `node` is a devDependency for machines with an older Node; the image has the real one.
RUN npm ci --omit=dev && npm cache clean --force
COPY src ./src
COPY briefs ./briefs
# The store lives on a volume; briefs/ belongs to root and is read-only to the program.
RUN mkdir -p /data && chown node:node /data
ENV SITREP_DATA=/data
VOLUME /data
USER node
CMD ["node", "--max-semi-space-size=4", "--disable-warning=ExperimentalWarning", "src/main.ts"]
