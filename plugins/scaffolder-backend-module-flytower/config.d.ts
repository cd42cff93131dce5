export interface Config {
  flytower?: {
    templates?: {
      /**
       * Where new repositories are pushed. Left out: the code is an archive that its creator may download for a day.
       */
      repositories?: {
        /**
         * The host of a GitLab or Gitea integration (`integrations.gitlab` or `integrations.gitea`), for example
         * `gitlab.example.com`.
         * @visibility backend
         */
        host: string;
        /**
         * The group (GitLab) or organisation (Gitea) that gets them; `{tenant}` stands for the tenant's name, and is
         * the whole of it when left out.
         * @visibility backend
         */
        owner?: string;
      };
      /**
       * The most that an archive may hold before it is packed, in bytes: a whole number; 10485760 (10 MiB) when left
       * out.
       * @visibility backend
       */
      archiveMaxBytes?: number;
    };
  };
}
