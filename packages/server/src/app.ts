import type { OpenAPIHono } from "@hono/zod-openapi";
import { createSurveyDesk, type Ports } from "@smartypants/core";
import type { Config } from "./config.ts";
import type { Env } from "./http/env.ts";
import { notFound, onError } from "./http/on-error.ts";
import { createRouter } from "./http/router.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { clientAddress } from "./middleware/client-address.ts";
import { idempotency } from "./middleware/idempotency.ts";
import { bodyLimits, concurrencyLimit, emptyBodies } from "./middleware/limits.ts";
import { refuseNul } from "./middleware/refuse-nul.ts";
import { rateLimit } from "./middleware/rate-limit.ts";
import { requestLog } from "./middleware/request-log.ts";
import { allowedHosts, securityHeaders } from "./middleware/security.ts";
import type { Operator } from "./operator.ts";
import { mountPrograms, shapeErrors } from "./programs/programs.ts";
import { webhooks } from "./programs/webhooks/webhook-routes.ts";
import { attachments } from "./routes/attachments.ts";
import { answerSocket } from "./routes/answer-socket.ts";
import { answers, replayAnswer } from "./routes/answers.ts";
import { assistants } from "./routes/assistants.ts";
import { browse } from "./routes/browse.ts";
import { apiKeys } from "./routes/api-keys.ts";
import { auth } from "./routes/auth.ts";
import { collections } from "./routes/collections.ts";
import { connectors } from "./routes/connectors.ts";
import { conversations } from "./routes/conversations.ts";
import { credentials } from "./routes/credentials.ts";
import { directory } from "./routes/directory.ts";
import { docs } from "./routes/docs.ts";
import { documents } from "./routes/documents.ts";
import { embeddingModel } from "./routes/embedding-model.ts";
import { evaluations } from "./routes/evaluations.ts";
import { followUps } from "./routes/follow-ups.ts";
import { groups } from "./routes/groups.ts";
import { health } from "./routes/health.ts";
import { host } from "./routes/host.ts";
import { invites } from "./routes/invites.ts";
import { jobs } from "./routes/jobs.ts";
import { logs } from "./routes/logs.ts";
import { linkedAccounts } from "./routes/linked-accounts.ts";
import { me } from "./routes/me.ts";
import { models } from "./routes/models.ts";
import { oidc } from "./routes/oidc.ts";
import { personalData } from "./routes/personal-data.ts";
import { prompts } from "./routes/prompts.ts";
import { records } from "./routes/records.ts";
import { retention } from "./routes/retention.ts";
import { sampleSource } from "./routes/sample-source.ts";
import { savedSearches } from "./routes/saved-searches.ts";
import { search } from "./routes/search.ts";
import { session } from "./routes/session.ts";
import { settings } from "./routes/settings.ts";
import { setup } from "./routes/setup.ts";
import { sourceItems } from "./routes/source-items.ts";
import { signInProviders } from "./routes/sign-in-providers.ts";
import { sourceGroups } from "./routes/source-groups.ts";
import { sourceHooks } from "./routes/source-hooks.ts";
import { sourceSurveys } from "./routes/source-surveys.ts";
import { sources } from "./routes/sources.ts";
import { syncRuns } from "./routes/sync-runs.ts";
import { system } from "./routes/system.ts";
import { testSets } from "./routes/test-sets.ts";
import { unansweredQuestions } from "./routes/unanswered-questions.ts";
import { uploads } from "./routes/uploads.ts";
import { usage } from "./routes/usage.ts";
import { users } from "./routes/users.ts";
import { webApp } from "./web-app/web-app.ts";

export type AppConfig = Pick<Config, "publicUrl" | "allowedHosts" | "trustedProxies" | "host">;

/** The HTTP application over the given ports. */
export function createApp(ports: Ports, config: AppConfig, operator: Operator | null = null): OpenAPIHono<Env> {
  const app = createRouter();
  const surveys = createSurveyDesk(ports);
  const publicUrl = config.publicUrl === undefined ? null : new URL(config.publicUrl);
  app.onError(onError(ports.logger));
  app.notFound(notFound);
  app.use(requestLog(ports.logger, () => ports.ids.next()));
  app.use(securityHeaders(publicUrl?.protocol === "https:"));
  app.use(async (c, next) => {
    c.set("ports", ports);
    c.set("operator", operator);
    c.set("surveys", surveys);
    await next();
  });
  app.use(clientAddress(config.trustedProxies));
  app.route("/", health);
  shapeErrors(app);
  app.use(allowedHosts(publicUrl, config.allowedHosts));
  app.use(emptyBodies());
  app.use(bodyLimits());
  app.route("/api/v1", sourceHooks);
  app.route("/", docs);
  app.use("/api/*", authenticate);
  app.use("/api/*", refuseNul());
  app.use(
    "/api/v1/*",
    idempotency({ replays: { "/api/v1/answers": replayAnswer }, reads: ["/api/v1/search"], resumes: ["/api/v1/uploads"] }),
  );
  for (const path of ["/api/v1/search", "/api/v1/answers", "/api/v1/uploads"]) app.use(path, concurrencyLimit());
  app.use("/api/v1/directory", rateLimit({ burst: 40, perMinute: 60 }));
  mount(app);
  mountPrograms(app);
  app.get("/api/openapi.json", (c) => c.json(describeApi()));
  app.route("/", webApp());
  return app;
}

/** Routes whose file gives their whole path, and those below a path of their own. */
function mount(app: OpenAPIHono<Env>): void {
  for (const router of [
    search,
    answers,
    answerSocket,
    conversations,
    attachments,
    followUps,
    savedSearches,
    session,
    sampleSource,
    sourceSurveys,
    sources,
    sourceItems,
    sourceGroups,
    syncRuns,
    connectors,
    uploads,
    browse,
    documents,
    jobs,
    records,
    linkedAccounts,
    personalData,
    retention,
    usage,
    embeddingModel,
    system,
    logs,
    settings,
    directory,
    host,
  ])
    app.route("/api/v1", router);
  const below = {
    setup,
    me,
    users,
    groups,
    invites,
    "api-keys": apiKeys,
    auth: oidc,
    "sign-in-providers": signInProviders,
    models,
    credentials,
    webhooks,
    "unanswered-questions": unansweredQuestions,
  };
  const assisting = { assistants, collections, prompts, evaluations, "test-sets": testSets };
  for (const [path, router] of Object.entries({ ...below, ...assisting })) app.route(`/api/v1/${path}`, router);
  app.route("/api/auth", auth);
}

const DOCUMENT = {
  openapi: "3.1.0",
  info: {
    title: "SmartyPants API",
    version: "1",
    description: "Permission-true search and cited answers over your sources. Errors are RFC 9457; lists are paged by cursor.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/" }],
};

/** The API's description without a running server; schemes are named as `defineRoute` uses them. */
export function describeApi(): object {
  const app = createRouter();
  app.route("/api/v1", sourceHooks);
  mount(app);
  return completeDocument(app.getOpenAPI31Document(DOCUMENT));
}

/** Adds what cannot be said route by route. */
function completeDocument<Document extends { components?: object }>(document: Document): Document {
  const securitySchemes = {
    session: { type: "apiKey", in: "cookie", name: "smartypants.session_token", description: "With https its name begins with `__Host-`." },
    apiKey: { type: "http", scheme: "bearer", bearerFormat: "sp_…" },
  };
  return { ...document, components: { ...document.components, securitySchemes } };
}
