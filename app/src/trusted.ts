// Under our content policy the browser refuses to make anything of plain text in a page but what
// this lets through. HTML comes from our own server alone, where everything in it is escaped, and
// is let through as it is; text that would become a script, or a script's address, never is.

interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

const policies = (window as { trustedTypes?: Policies }).trustedTypes;
policies?.createPolicy("default", { createHTML: (text) => text });
