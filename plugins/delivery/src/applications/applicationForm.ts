import { createApplicationSchema } from '@flytower/plugin-delivery-common';
import { z } from 'zod';
import { ProblemCode, slugProblems } from '../problemCodes';

/** What the form of a new application holds. */
export type ApplicationForm = {
  tenant: string;
  displayName: string;
  slug: string;
  /** False while the slug is our suggestion from the display name. */
  slugChosen: boolean;
  description: string;
  /** Slug of its team; empty: none. */
  team: string;
};

export const emptyApplication: ApplicationForm = {
  tenant: '',
  displayName: '',
  slug: '',
  slugChosen: false,
  description: '',
  team: '',
};

/** The body that creates the application. */
export function toApplication(
  form: ApplicationForm,
): z.input<typeof createApplicationSchema> {
  const { slug, displayName, description, team } = form;
  return { slug, displayName, description, ...(team ? { team } : {}) };
}

const codes: Record<string, ProblemCode> = {
  'displayName:too_small': 'displayName.missing',
  'displayName:too_big': 'displayName.tooLong',
  ...slugProblems,
};

/** A problem for each field that is not right; the judge is the contract's own schema. */
export function problemsOfApplication(form: ApplicationForm): {
  field: keyof ApplicationForm;
  code: ProblemCode | undefined;
  message: string;
}[] {
  const { error } = createApplicationSchema.safeParse(toApplication(form));
  const fields = ['slug', 'displayName', 'description'] as const;
  const problems = fields.flatMap(field => {
    const issue = error?.issues.find(({ path }) => path[0] === field);
    return issue
      ? [
          {
            field,
            code:
              field === 'slug' && form.slug === ''
                ? ('slug.missing' as const)
                : codes[`${field}:${issue.code}`],
            message: issue.message,
          },
        ]
      : [];
  });
  return form.tenant === ''
    ? [{ field: 'tenant', code: 'tenant.missing', message: '' }, ...problems]
    : problems;
}
