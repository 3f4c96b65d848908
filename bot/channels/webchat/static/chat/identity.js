/** Who the contact is: fetches signed identities, knows when they end, never stores one. */

export const VISITOR = "visitor";
const RENEW_BEFORE = 120_000;
const LEAST = 10_000;

/** Reads a JWT's claims without verifying them: the server does that. */
function claimsOf(token) {
  const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

export class Identity {
  #fetchToken;
  #token = null;
  #usedBy = null;
  #endsAt = 0;
  #timer = null;

  claims = null;
  /** Called some time before the identity ends. */
  onRenew = () => {};

  /** @param {() => Promise<string | null>} fetchToken null: not signed in; throws when it could not be asked */
  constructor(fetchToken) {
    this.#fetchToken = fetchToken;
  }

  /** Names the person; sessions are kept under it. */
  get key() {
    return this.claims ? `${this.claims.account}~${this.claims.sub}` : VISITOR;
  }

  /** A token that `session` may present. One that another session has presented is bound to it, so a new one is fetched. */
  async token({ session = null, fresh = false } = {}) {
    const taken = this.#usedBy !== null && this.#usedBy !== session;
    if (fresh || taken || !this.#token || Date.now() > this.#endsAt - 5000) {
      this.#keep(await this.#fetchToken());
    }
    return this.#token;
  }

  /** The session that has presented the present token. */
  bind(session) {
    if (this.#token) this.#usedBy = session;
  }

  forget() {
    this.#keep(null);
  }

  /** From now on without an identity, even where one could be fetched. */
  becomeVisitor() {
    this.#fetchToken = async () => null;
    this.forget();
  }

  #keep(token) {
    clearTimeout(this.#timer);
    this.#token = token || null;
    this.#usedBy = null;
    this.claims = token ? claimsOf(token) : null;
    if (!token) return;
    const life = (this.claims.exp - this.claims.iat) * 1000; // not against our clock, which may be wrong
    this.#endsAt = Date.now() + Math.max(life, LEAST); // also one that looks ended is shown to the server once
    if (life <= 0) return; // the server will say so
    const renewIn = Math.max(life - RENEW_BEFORE, life * 0.6);
    this.#timer = setTimeout(() => this.onRenew(), Math.min(renewIn, 2 ** 31 - 1));
  }
}

/**
 * Fetches `{"token": "…"}` from an address of the page's choosing. 401, 403 and 404 mean: nobody is signed in.
 * @returns {Promise<string | null>}
 */
export async function fetchIdentity(url) {
  const response = await fetch(url, { credentials: "include", cache: "no-store", headers: { Accept: "application/json" } });
  if ([401, 403, 404].includes(response.status)) return null;
  if (!response.ok) throw new Error(`identity: ${response.status}`);
  return (await response.json()).token ?? null;
}
