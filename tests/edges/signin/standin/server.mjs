// A stand-in for HelseID and ID-porten, for tests only: two providers that demand what the real
// ones demand, know a handful of invented people, and misbehave when they are told to.
//
//   node server.mjs '{"base": "http://127.0.0.1:8480", "people": [{"key": "ingrid", …}]}'
//
// Writes one line of JSON when it is ready: where each provider is, and the control address.
// POST <control>/<provider>/rules {…}   what it does wrong from here on (see RULES)
// POST <control>/<provider>/rotate      signs with a new key; the old one is gone
// POST <control>/<provider>/sign-out    ends the last session, and tells the client (back channel)
// GET  <control>/<provider>/seen        what it has been asked so far

import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { SignJWT, decodeJwt, importJWK } from "jose";
import { Provider } from "oidc-provider";

const { base, people } = JSON.parse(process.argv[2]);

const RULES = {
  down: false, // answers everything with 503
  callbackIssuer: null, // iss of the answer in the browser
  oldCode: false, // hands out the code of the sign-in before
  tokenIssuer: null, // iss of the ID token
  expired: false, // the ID token ended an hour ago
  nonce: null, // another nonce in the ID token
  level: null, // the level that everybody is signed in with
  forged: false, // signed by another key of the same name
  unbound: false, // hands out bearer tokens, bound to no key
  stale: false, // passes an old proof off, whatever was asked
  clock: 0, // seconds that its clock is ahead
};

const realNow = Date.now.bind(Date);
let ahead = 0;
Date.now = () => realNow() + ahead * 1000;

const newKeys = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomUUID();
  return [{ ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }];
};

const H = "helseid://claims/";
const SHAPES = {
  helseid: {
    dpop: true,
    acr: [],
    claims: {
      openid: ["sub"],
      profile: ["name"],
      "helseid://scopes/identity/pid": [`${H}identity/pid`],
      "helseid://scopes/identity/security_level": [`${H}identity/security_level`],
      "helseid://scopes/hpr/hpr_number": [`${H}hpr/hpr_number`],
    },
    inIdToken: false,
    about: (one, rules) => ({
      name: one.name,
      [`${H}identity/pid`]: one.pid,
      [`${H}identity/security_level`]: rules.level ?? "4",
      ...(one.hpr ? { [`${H}hpr/hpr_number`]: one.hpr } : {}),
    }),
  },
  idporten: {
    dpop: false,
    acr: ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"],
    claims: { openid: ["sub", "pid", "amr"], profile: ["name"] },
    inIdToken: true,
    about: (one) => ({ name: one.name, pid: one.pid, amr: ["BankID"] }),
  },
};

const page = (uid, wanted) => `<!doctype html><html lang="nb"><title>Stand-in</title>
<h1>Stand-in: ${wanted}</h1>
<form method="post" action="/interaction/${uid}">
${people.map((one) => `<button name="who" value="${one.key}">${one.name}</button>`).join("\n")}
<button name="who" value="">Avbryt</button></form></html>`;

const bodyOf = async (request) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

class StandIn {
  rules = { ...RULES };
  seen = [];
  session = null;
  cookieKeys = [randomBytes(16).toString("hex")];

  constructor(name) {
    this.name = name;
    this.shape = SHAPES[name];
    this.keys = newKeys();
  }

  async start() {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((ready) => this.server.listen(0, "127.0.0.1", ready));
    this.issuer = `http://127.0.0.1:${this.server.address().port}`;
    this.build();
  }

  build() {
    const { dpop, claims, acr, inIdToken, about } = this.shape;
    this.provider = new Provider(this.issuer, {
      jwks: { keys: this.keys },
      cookies: { keys: this.cookieKeys },
      clients: [this.client()],
      claims,
      ...(acr.length ? { acrValues: acr } : {}),
      scopes: ["openid"],
      conformIdTokenClaims: !inIdToken,
      clientAuthMethods: ["private_key_jwt"],
      enabledJWA: { clientAuthSigningAlgValues: ["PS256"] },
      pkce: { required: () => true },
      responseTypes: ["code"],
      features: {
        devInteractions: { enabled: false },
        pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
        dPoP: dpop
          ? { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true }
          : { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        userinfo: { enabled: true },
      },
      ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600,
        Session: 1800 },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, key) => {
        const one = people.find((person) => person.key === key);
        return one && { accountId: key, claims: () => ({ sub: key, ...about(one, this.rules) }) };
      },
      // Who asks is our own service: there is nothing to consent to.
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
        });
        grant.addOIDCScope(ctx.oidc.params.scope);
        await grant.save();
        return grant;
      },
      // The client that is tested stands on this machine, which is otherwise refused.
      fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    });
    this.provider.use((ctx, next) => this.bend(ctx, next));
    this.handle = this.provider.callback();
  }

  client() {
    return {
      client_id: "heime-test",
      redirect_uris: [`${base}/inn/${this.name}/tilbake`],
      post_logout_redirect_uris: [`${base}/inn/`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "PS256",
      id_token_signed_response_alg: "RS256",
      jwks_uri: `${base}/inn/nokler.json`,
      dpop_bound_access_tokens: this.shape.dpop,
      backchannel_logout_uri: `${base}/inn/${this.name}/ut-bak`,
      backchannel_logout_session_required: true,
    };
  }

  async answer(request, response) {
    if (this.rules.down) return response.writeHead(503).end();
    const { pathname } = new URL(request.url, this.issuer);
    this.seen.push(`${request.method} ${pathname}`);
    if (pathname.startsWith("/interaction/")) return this.interact(request, response);
    if (request.method === "POST" && pathname === "/session/end") {
      // The standard demands that it may be posted; here that takes cookies that need TLS.
      request.url = `/session/end?${await bodyOf(request)}`;
      request.method = "GET";
    }
    return this.handle(request, response);
  }

  async interact(request, response) {
    const { uid, params, prompt } = await this.provider.interactionDetails(request, response);
    if (request.method === "GET") {
      this.seen.push(`asked ${JSON.stringify(params)}`);
      const html = page(uid, `${this.name} ${prompt.reasons.join(" ")}`);
      return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
    }
    const who = new URLSearchParams(await bodyOf(request)).get("who");
    const result = who
      ? { login: { accountId: who, acr: this.rules.level ?? params.acr_values } }
      : { error: "access_denied", error_description: "the person stopped" };
    return this.provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }

  // What the answers would have been, bent by the rules.
  async bend(ctx, next) {
    await next();
    const back = ctx.response.get("location");
    if (back?.startsWith(`${base}/inn/${this.name}/tilbake`)) ctx.redirect(this.bentAnswer(back));
    if (ctx.body?.id_token) {
      const claims = decodeJwt(ctx.body.id_token);
      this.session = { sub: claims.sub, sid: claims.sid };
      ctx.body = { ...ctx.body, id_token: await this.bent(claims, ctx.body.id_token) };
      if (this.rules.unbound) ctx.body.token_type = "Bearer";
    }
  }

  bentAnswer(back) {
    const address = new URL(back);
    const { callbackIssuer, oldCode } = this.rules;
    if (callbackIssuer) address.searchParams.set("iss", callbackIssuer);
    if (oldCode) address.searchParams.set("code", this.code);
    else this.code = address.searchParams.get("code");
    return address.href;
  }

  async bent(claims, token) {
    const { tokenIssuer, expired, nonce, forged, stale } = this.rules;
    const changed = { ...claims };
    if (tokenIssuer) changed.iss = tokenIssuer;
    if (expired) changed.exp = claims.iat - 3600;
    if (nonce) changed.nonce = nonce;
    if (stale) changed.auth_time = claims.iat - 3600;
    if (!forged && JSON.stringify(changed) === JSON.stringify(claims)) return token;
    const [own] = this.keys;
    const key = await importJWK(forged ? newKeys()[0] : own, "RS256");
    return new SignJWT(changed).setProtectedHeader({ alg: "RS256", kid: own.kid }).sign(key);
  }

  async control(action, said) {
    if (action === "rules") {
      this.rules = { ...RULES, ...said };
      ahead = this.rules.clock;
      this.seen = [];
    } else if (action === "rotate") {
      this.keys = newKeys();
      this.build();
    } else if (action === "sign-out") {
      const client = await this.provider.Client.find("heime-test");
      await client.backchannelLogout(this.session.sub, this.session.sid);
    }
    return { seen: this.seen, session: this.session, kid: this.keys[0].kid };
  }
}

const standIns = Object.fromEntries(Object.keys(SHAPES).map((name) => [name, new StandIn(name)]));
for (const one of Object.values(standIns)) await one.start();

const control = createServer(async (request, response) => {
  const [, name, action] = request.url.split("/");
  try {
    const said = JSON.parse((await bodyOf(request)) || "{}");
    const answer = await standIns[name].control(action, said);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
await new Promise((ready) => control.listen(0, "127.0.0.1", ready));
// Whoever started us is gone: so are we.
process.stdin.resume().on("end", () => process.exit(0));
console.log(JSON.stringify({
  control: `http://127.0.0.1:${control.address().port}`,
  ...Object.fromEntries(Object.entries(standIns).map(([name, one]) => [name, one.issuer])),
}));
