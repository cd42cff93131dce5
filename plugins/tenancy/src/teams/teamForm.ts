import { NewTeam, newTeamSchema, Team } from '@flytower/plugin-tenancy-common';

/** What the dialog of a team holds. */
export interface TeamForm {
  displayName: string;
  slug: string;
  /** False while the slug is our suggestion from the display name. */
  slugChosen: boolean;
  /** Entity references of those who are in it. */
  people: string[];
  /** Those of them who lead it; somebody who is taken out and back in leads again. */
  leads: string[];
}

/** The form of a team that is there, or of a new one. */
export function formOfTeam(team?: Team): TeamForm {
  const members = team?.members ?? [];
  return {
    displayName: team?.displayName ?? '',
    slug: team?.slug ?? '',
    slugChosen: team !== undefined,
    people: members.map(({ person }) => person),
    leads: members.filter(({ lead }) => lead).map(({ person }) => person),
  };
}

/** The body that makes the team. */
export function toTeam(form: TeamForm): NewTeam {
  return {
    slug: form.slug,
    displayName: form.displayName.trim(),
    members: form.people.map(person => ({
      person,
      lead: form.leads.includes(person),
    })),
  };
}

/** What is wrong, as the key of a sentence. */
export type TeamProblemCode =
  | 'displayName.missing'
  | 'displayName.tooLong'
  | 'slug.missing'
  | 'slug.malformed'
  | 'slug.tooLong'
  | 'slug.reserved'
  | 'slug.taken';

const codeOfIssue: Record<string, TeamProblemCode> = {
  'displayName:too_small': 'displayName.missing',
  'displayName:too_big': 'displayName.tooLong',
  'slug:too_big': 'slug.tooLong',
  'slug:invalid_format': 'slug.malformed',
  'slug:custom': 'slug.reserved',
};

/** The first problem of each field; the judge is the contract's own schema, and `taken` are the names of other teams. */
export function problemsOfTeam(
  form: TeamForm,
  taken: readonly string[],
): { displayName?: TeamProblemCode; slug?: TeamProblemCode } {
  const { error } = newTeamSchema.safeParse(toTeam(form));
  const codeOf = (field: 'displayName' | 'slug') => {
    const issue = error?.issues.find(({ path }) => path[0] === field);
    return issue && codeOfIssue[`${field}:${issue.code}`];
  };
  const displayName = codeOf('displayName');
  let slug = codeOf('slug');
  if (form.slug === '') {
    slug = 'slug.missing';
  } else if (taken.includes(form.slug)) {
    slug = 'slug.taken';
  }
  return { ...(displayName ? { displayName } : {}), ...(slug ? { slug } : {}) };
}
