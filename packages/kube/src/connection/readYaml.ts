import { FAILSAFE_SCHEMA, loadAll, Type, YAMLException } from 'js-yaml';

/** A value with a tag of its own (`!secret db/password`): something else would have to say what it stands for. */
export class Tagged {}

/** Why a text is not read. The text itself is never told: keys and tokens are in it. */
export type YamlProblem = 'not-yaml' | 'key-twice' | 'several-documents';

const NOTHING = ['', '~', 'null', 'Null', 'NULL'];

const nothing = new Type('tag:yaml.org,2002:null', {
  kind: 'scalar',
  resolve: (text: string | null) => text === null || NOTHING.includes(text),
  construct: () => undefined,
});

const truth = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text === 'true' || text === 'false',
  construct: (text: string) => text === 'true',
});

const tagged = ['!', 'tag:'].flatMap(prefix =>
  (['scalar', 'sequence', 'mapping'] as const).map(
    kind =>
      new Type(prefix, {
        kind,
        multi: true,
        resolve: () => true,
        construct: () => new Tagged(),
      }),
  ),
);

/** Text stays text: a token of digits is no number, and a date no date. */
const schema = FAILSAFE_SCHEMA.extend({
  implicit: [nothing, truth],
  explicit: tagged,
});

/**
 * Reads one YAML or JSON document with a parser that takes time in proportion to its input, whatever stands there; 64 KiB
 * of the worst take less than 200 ms. The caller limits the size. It warns nobody: warnings quote what they are about.
 */
export function readYaml(
  text: string,
): { value: unknown } | { problem: YamlProblem } {
  const json = /^\uFEFF?\s*\{/.test(text) ? readJson(text) : undefined;
  if (json) {
    return json;
  }
  try {
    const documents = loadAll(text, undefined, { schema }).filter(
      value => value !== undefined && value !== null,
    );
    return documents.length > 1
      ? { problem: 'several-documents' }
      : { value: documents[0] };
  } catch (error) {
    const twice =
      error instanceof YAMLException &&
      error.reason === 'duplicated mapping key';
    return { problem: twice ? 'key-twice' : 'not-yaml' };
  }
}

/** JSON may be indented by tabs, which YAML may not. */
function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}
