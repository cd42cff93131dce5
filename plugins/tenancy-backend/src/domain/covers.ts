/**
 * Whether what is there has everything that is wanted: each wanted field with its value, lists element by element. What is
 * there may have more (status, uid, fields that others own); what is wanted must be written as the API server writes it.
 */
export function covers(present: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      present.length === wanted.length &&
      wanted.every((element, index) => covers(present[index], element))
    );
  }
  if (isRecord(wanted)) {
    // The API server drops empty objects: a podSelector that selects everything may come back as {} or not at all.
    return Object.entries(wanted).every(([field, value]) =>
      covers(isRecord(present) ? present[field] : undefined, value),
    );
  }
  return present === wanted;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
