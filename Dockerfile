# The build needs everything; what runs is one directory without dependencies.
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-alpine
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/dist ./dist
# Numeric, so that Kubernetes can see that it is not root.
USER 65532:65532
# Exec form: signals reach the program itself, and no shell is needed. Nothing is ever written to the file system.
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["run"]
