export interface Config {
  flytower?: {
    tenancy?: {
      /**
       * The environments of the platform, of which each tenant gets those it was onboarded for. Without this: dev, test and
       * prod on all clusters. Taking one away leaves the namespaces that tenants have of it.
       */
      environments?: Array<{
        /** At most 16 small letters, digits and hyphens; part of every namespace's name, so it never changes. */
        name: string;
        displayName?: string;
        /** Names of the clusters it may use; all when left out. */
        clusters?: string[];
        /** Whether a release into it waits for an approval; false when left out. */
        approval?: boolean;
      }>;
      /**
       * The quotas that are offered by name. Without this: small (4 cores, 8Gi, 40 pods), medium (16, 32Gi, 150) and large
       * (64, 128Gi, 500). Changing one changes no tenant that has it.
       */
      quotaChoices?: Array<{
        name: string;
        displayName?: string;
        /** Cores like 4 or 1.5, or millicores like 500m. */
        cpu: string | number;
        /** Like 8Gi or 512Mi. */
        memory: string;
        pods: number;
      }>;
    };
  };
}
