/** Whose objects they are: what the labels say. */
export interface ServiceIdentity {
  tenant: string;
  tenantId: string;
  application: string;
  service: string;
  serviceId: string;
  environment: string;
  namespace: string;
  /** The installation of Flytower that keeps the namespace. */
  installationId: string;
}

/** The cluster that objects are rendered for. */
export interface ClusterIdentity {
  name: string;
  dataCentre: string;
}
