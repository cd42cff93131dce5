import { Sight } from '../people/Sight';
import { Fields } from './fieldsOf';
import { isRecord, parseJson } from './json';
import { askedRef, kindOfField, Knows } from './refFields';
import { withhold } from './withhold';

/** Brings the text of an answer to what one reader may see of it. */
export type Rewrite = (text: string) => Promise<string>;

/** One entity, or the entities in `items` of a page. */
export function entitiesAnswer(sight: Sight, fields: Fields): Rewrite {
  return async text => {
    const answer = parseJson(text);
    if (!isRecord(answer)) {
      return text;
    }
    if (!Array.isArray(answer.items)) {
      const [entity] = await shownOf([answer], sight, fields);
      return JSON.stringify(entity);
    }
    const items = await shownOf(answer.items, sight, fields);
    return JSON.stringify({ ...answer, items });
  };
}

/** Items of an array of entities, each as its own JSON. */
export function entityTexts(
  sight: Sight,
  fields: Fields,
): (items: string[]) => Promise<string[]> {
  return async items => {
    const entities = items.map(parseJson);
    const shown = await shownOf(entities, sight, fields);
    // What is shown as it was needs no second writing.
    return shown.map((one, index) =>
      one === entities[index] ? items[index] : JSON.stringify(one),
    );
  };
}

/** Where an entity comes from: entities, each with the references of its parents. */
export function ancestryAnswer(sight: Sight): Rewrite {
  return async text => {
    const answer = parseJson(text);
    const items =
      isRecord(answer) && Array.isArray(answer.items) ? answer.items : [];
    const rewrite = (knows: Knows) => ({
      ...(isRecord(answer) ? answer : {}),
      items: items.filter(isRecord).map(item => ({
        ...item,
        entity: isRecord(item.entity) ? withhold(item.entity, knows) : {},
        parentEntityRefs: textsIn(item.parentEntityRefs).filter(knows),
      })),
    });
    return JSON.stringify(await known(rewrite, sight));
  };
}

/** How many entities have which value: of values that are references, only those that mean something to the reader. */
export function facetsAnswer(sight: Sight): Rewrite {
  return async text => {
    const answer = parseJson(text);
    const facets = isRecord(answer) ? answer.facets : undefined;
    if (!isRecord(facets)) {
      return text;
    }
    const rewrite = (knows: Knows) => ({
      facets: Object.fromEntries(
        Object.entries(facets).map(([name, counts]) => [
          name,
          kindOfField(name) === 'plain' || !Array.isArray(counts)
            ? counts
            : counts.filter(one => isRecord(one) && isKnown(one.value, knows)),
        ]),
      ),
    });
    return JSON.stringify(await known(rewrite, sight));
  };
}

async function shownOf(
  entities: unknown[],
  sight: Sight,
  { finish }: Fields,
): Promise<unknown[]> {
  const rewrite = (knows: Knows) =>
    entities.map(one => (isRecord(one) ? finish(withhold(one, knows)) : one));
  return known(rewrite, sight);
}

/**
 * Does something by what the reader knows. It is done twice: first to hear which references are asked about, so that all
 * of them are looked up at once.
 */
export async function known<T>(
  act: (knows: Knows) => T,
  sight: Sight,
): Promise<T> {
  const asked = new Set<string>();
  const all = act(ref => {
    asked.add(ref);
    return true;
  });
  const seen = await sight.seen(asked);
  return seen.size === asked.size ? all : act(ref => seen.has(ref));
}

function isKnown(value: unknown, knows: Knows): boolean {
  const ref = typeof value === 'string' ? askedRef(value) : undefined;
  return ref !== undefined && knows(ref);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(one => typeof one === 'string')
    : [];
}
