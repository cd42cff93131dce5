import { messages } from './translation/en';

/** What can be wrong with a field, as the key of its sentence. */
export type ProblemCode = keyof typeof messages.problem;

/** The problems of a name, by the field and the code that zod gives to the rule. */
export const slugProblems: Record<string, ProblemCode> = {
  'slug:too_big': 'slug.tooLong',
  'slug:invalid_format': 'slug.malformed',
  'slug:custom': 'slug.reserved',
};
