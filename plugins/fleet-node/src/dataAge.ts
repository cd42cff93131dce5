import { InventoryAge } from '@flytower/kube';
import { DataAge } from '@flytower/plugin-fleet-common';

/**
 * The age of a cluster's data in words: "The data is 12 s old".
 *
 * @public
 */
export function dataAge(age: InventoryAge, now: Date): DataAge {
  if (age.lastContactAt === undefined) {
    return { state: age.state, sentence: age.sentence };
  }
  const ageSeconds = Math.max(
    0,
    Math.round((now.getTime() - Date.parse(age.lastContactAt)) / 1000),
  );
  const { state, lastContactAt } = age;
  return {
    state,
    ageSeconds,
    lastContactAt,
    sentence: sentenceOf(age, `The data is ${duration(ageSeconds)} old`),
  };
}

function sentenceOf({ state, sentence }: InventoryAge, old: string): string {
  switch (state) {
    case 'live':
      return old;
    case 'stale':
      return `${old}: ${sentence}`;
    case 'syncing':
      // What was read so far is not all there is, however young it is.
      return sentence;
    default:
      return state satisfies never;
  }
}

/** 59 → "59 s", 61 → "1 min", 7,200 → "2 h", 172,800 → "2 d". */
function duration(seconds: number): string {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} d`;
}
