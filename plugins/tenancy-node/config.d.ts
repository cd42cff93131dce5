export interface Config {
  flytower: {
    /**
     * Who the operations admins are: entity references of groups (`group:default/operations`) and, where need be, of
     * single people (`user:default/olivia`). Members of the groups are read from the catalog.
     */
    operationsAdmins: string[];
  };
}
