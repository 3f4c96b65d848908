/**
 * Holds the contact's signed identity. It fetches identities, knows when they end, and never stores
 * one.
 */

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

  /**
   * @param {() => Promise<string | null>} fetchToken returns null when nobody is signed in, and throws when it could not find out
   */
  constructor(fetchToken) {
    this.#fetchToken = fetchToken;
  }

  /** Returns the key of the person, under which their session is stored. */
  get key() {
    return this.claims ? `${this.claims.account}~${this.claims.sub}` : VISITOR;
  }

  /**
   * Returns a token that `session` may present. A token that another session has presented is bound
   * to that session, so a new one is fetched.
   */
  async token({ session = null, fresh = false } = {}) {
    const taken = this.#usedBy !== null && this.#usedBy !== session;
    if (fresh || taken || !this.#token || Date.now() > this.#endsAt - 5000) {
      this.#keep(await this.#fetchToken());
    }
    return this.#token;
  }

  /** Records which session has presented the current token. */
  bind(session) {
    if (this.#token) this.#usedBy = session;
  }

  forget() {
    this.#keep(null);
  }

  /** Forgets the identity, and fetches none from now on. */
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
    const life = (this.claims.exp - this.claims.iat) * 1000; // the browser's clock may be wrong, so it plays no part
    this.#endsAt = Date.now() + Math.max(life, LEAST); // a token that seems to have ended is still presented once
    if (life <= 0) return; // the server will report that it has ended
    const renewIn = Math.max(life - RENEW_BEFORE, life * 0.6);
    this.#timer = setTimeout(() => this.onRenew(), Math.min(renewIn, 2 ** 31 - 1));
  }
}

/**
 * Fetches `{"token": "…"}` from an address of the page's choosing. The answers 401, 403 and 404
 * mean that nobody is signed in.
 * @returns {Promise<string | null>}
 */
export async function fetchIdentity(url) {
  const response = await fetch(url, { credentials: "include", cache: "no-store", headers: { Accept: "application/json" } });
  if ([401, 403, 404].includes(response.status)) return null;
  if (!response.ok) throw new Error(`identity: ${response.status}`);
  return (await response.json()).token ?? null;
}
