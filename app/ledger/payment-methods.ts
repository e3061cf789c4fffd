type Method = { shopId: string; method: string };

const MOST_REMEMBERED = 100_000;

/** Payment methods that are written down already, by the pool and the program: nearly every order brings one that is. */
const seen = new WeakMap<object, Set<string>>();

/** Those of an item's methods that may not have been written yet. */
export function unseenMethods(connection: object, programId: string, methods: readonly Method[]): Method[] {
  const known = seen.get(connection);
  const news = new Map<string, Method>();
  for (const method of methods) {
    const key = keyOf(programId, method);
    if (!known?.has(key)) news.set(key, method);
  }
  return [...news.values()];
}

/** They are written: the next orders need not tell of them. */
export function rememberMethods(connection: object, programId: string, methods: readonly Method[]): void {
  const known = seen.get(connection) ?? new Set<string>();
  if (known.size > MOST_REMEMBERED) known.clear();
  for (const method of methods) known.add(keyOf(programId, method));
  seen.set(connection, known);
}

/** A shop that was erased and comes back has another program, and its methods are written anew. */
function keyOf(programId: string, { shopId, method }: Method): string {
  return `${programId}/${shopId}/${method}`;
}
