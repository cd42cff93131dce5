/** Something that can be found. */
export interface Hit {
  kind:
    | 'application'
    | 'service'
    | 'instance'
    | 'cluster'
    | 'tenant'
    | 'release';
  name: string;
  /** Where it is: its tenant, its application. */
  context?: string;
  /** Absent where the page of it is not installed. */
  href?: string;
}

/** What was found, and which parts did not answer. */
export interface Hits {
  hits: Hit[];
  failed: Hit['kind'][];
  /** Whether an answer to what was typed last is still to come. */
  asking: boolean;
}

const MOST_HITS = 30;

/**
 * The hits whose name or context holds every word of the query. A name that begins with the query comes first, then one
 * that holds it, then one whose context does.
 */
export function findHits(hits: readonly Hit[], query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return [];
  }
  const rank = ({ name }: Hit) => {
    const at = name.toLowerCase().indexOf(words[0]);
    return at === -1 ? 2 : Math.min(at, 1);
  };
  return hits
    .filter(({ name, context = '' }) => {
      const text = `${name} ${context}`.toLowerCase();
      return words.every(word => text.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST_HITS);
}
