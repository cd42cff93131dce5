import {
  ConcreteLunrQuery,
  LunrSearchEngine,
} from '@backstage/plugin-search-backend-node';

/** Words of more letters are found by their beginning alone: the work of a likeness grows with the square of letters. */
const LONGEST_ALIKE = 20;
/** How many words of a term are searched by likeness and beginning. The others are searched as they stand. */
const MOST_WORDS = 8;

type Options = ConstructorParameters<typeof LunrSearchEngine>[0];

/**
 * The search engine in memory, with bounds on what one term makes it do: it works on the portal's one thread. As Backstage's
 * own it prefers the word itself to its beginning, and its beginning to a likeness.
 */
export class BoundedLunr extends LunrSearchEngine {
  constructor(options: Options) {
    super(options);
    const usual = this.translator;
    this.setTranslator(query => {
      const filters = usual({
        ...query,
        term: '',
        filters: query.filters && withoutStars(query.filters),
      });
      if (!isLunrQuery(filters)) {
        throw new Error('The Lunr engine makes queries of another shape');
      }
      const words = wordsOf(query.term);
      return {
        ...filters,
        lunrQueryBuilder: q => {
          words.forEach((word, index) => {
            q.term(word, { usePipeline: true, boost: 100 });
            if (index < MOST_WORDS) {
              q.term(`${word}*`, { usePipeline: false, boost: 10 });
            }
            if (index < MOST_WORDS && word.length <= LONGEST_ALIKE) {
              q.term(word, { usePipeline: false, editDistance: 2, boost: 1 });
            }
          });
          filters.lunrQueryBuilder.call(q, q);
        },
      };
    });
  }
}

/** In lower case, as they are indexed. */
function wordsOf(term: string): string[] {
  return term
    .toLowerCase()
    .replaceAll('*', ' ')
    .split(/[\s-]+/)
    .filter(Boolean);
}

type Filters = NonNullable<Parameters<LunrSearchEngine['query']>[0]['filters']>;

type Value = Exclude<Filters[string], undefined>;

/** A star stands for any letters wherever it is, and each further one multiplies the ways to match. */
function withoutStars(filters: Filters): Filters {
  const bare = (value: Value): Value => {
    if (Array.isArray(value)) {
      return value.map(bare);
    }
    return typeof value === 'string' ? value.replaceAll('*', ' ') : value;
  };
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [
      name,
      value === undefined ? value : bare(value),
    ]),
  );
}

function isLunrQuery(query: unknown): query is ConcreteLunrQuery {
  return (
    typeof query === 'object' &&
    query !== null &&
    'lunrQueryBuilder' in query &&
    typeof query.lunrQueryBuilder === 'function'
  );
}
