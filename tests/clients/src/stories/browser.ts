/**
 * A browser that a person would use, played: follows redirects, keeps cookies, fills in the sign-in form, and stops where the
 * pages lead away from the tenant.
 */
import { strict as assert } from "node:assert";
import { origin, type Account } from "./tenant.js";

/** Where the walk ended. */
export interface Landing {
  readonly url: URL;
  /** What a form carried there, if one did. */
  readonly form: Readonly<Record<string, string>>;
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`)
    .exec(tag)?.[1]
    ?.replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#43;", "+")
    .replaceAll("&amp;", "&");

export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly who: Account) {}

  /** Opens a page and signs in where asked, until the pages lead to another host. */
  async open(address: string | URL): Promise<Landing> {
    let url = new URL(address);
    let body: URLSearchParams | undefined;
    for (let step = 0; step < 16; step += 1) {
      if (url.origin !== origin) return { url, form: Object.fromEntries(body ?? []) };
      const answer = await this.#fetch(url, body);
      const location = answer.headers.get("location");
      if (location !== null) {
        [url, body] = [new URL(location, url), undefined];
        continue;
      }
      const page = await answer.text();
      const form = this.#form(page);
      assert(form !== undefined, `${url.pathname} (${answer.status}) leads nowhere: ${words(page)}`);
      [url, body] = [new URL(form.action, url), form.fields];
    }
    assert.fail(`the pages lead in a circle, at ${url.href}`);
  }

  async #fetch(url: URL, body: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const method = body === undefined ? "GET" : "POST";
    const answer = await fetch(url, { method, redirect: "manual", headers: { cookie }, ...(body && { body }) });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }

  /** The form a person would send: the sign-in form, or the page's last. */
  #form(page: string): { action: string; fields: URLSearchParams } | undefined {
    const forms = [...page.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)];
    const form = forms.find(([, head]) => attribute(head ?? "", "id") === "sign-in") ?? forms.at(-1);
    if (form === undefined) return undefined;
    const [, head = "", inside = ""] = form;
    const fields = new URLSearchParams();
    for (const [tag] of inside.matchAll(/<(?:input|button)[^>]*>/g)) {
      const [name, kind] = [attribute(tag, "name"), attribute(tag, "type")];
      if (name === undefined) continue;
      if (kind === "password") fields.set(name, this.who.password);
      else if (name === "login") fields.set(name, this.who.upn);
      else if (!fields.has(name)) fields.set(name, attribute(tag, "value") ?? "");
    }
    return { action: attribute(head, "action") ?? "", fields };
  }
}

/** What a person would read. */
function words(page: string): string {
  return page.replace(/<(style|script).*?<\/\1>/gs, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").slice(0, 400);
}
