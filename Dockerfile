# Official image: Node 26 runs TypeScript as it is, so there is nothing to build.
FROM node:26-slim
ENV NODE_ENV=production
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
CMD ["node", "--max-old-space-size=384", "--disable-warning=ExperimentalWarning", "src/main.ts"]
