import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Checkbox,
  CheckboxGroup,
  Container,
  Header,
  NumberField,
  TextField,
} from '@backstage/ui';
import {
  createPlanSchema,
  Engine,
  engineSchema,
  publicServicesContract,
  Server,
} from '@flytower/plugin-public-services-common';
import {
  Crumbs,
  EmptyPanel,
  ErrorPanel,
  ErrorSummary,
  LiveView,
  suggestSlug,
  useAct,
  useContractClient,
  useLive,
  useWizardForm,
} from '@flytower/ui';
import { useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router-dom';
import { engineName } from '../engines';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

const initial = {
  displayName: '',
  name: '',
  description: '',
  servers: [] as string[],
  connections: 30,
  storageGiB: 1,
  memoryMiB: 64,
};

/** Publishes a plan of an offering: what one instance may take, and which servers it is carved from. */
export function PublishPlanPage() {
  const { offering = '' } = useParams();
  const engine = engineSchema.catch('mysql').parse(offering);
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const { pathname } = useLocation();
  const paths = usePaths();
  const client = useContractClient(publicServicesContract);
  const live = useLive(
    async signal =>
      (await client.listServers({ signal })).items.filter(
        server => server.engine === engine,
      ),
    { key: engine },
  );
  const title = t('publish.title', { offering: engineName[engine] });
  return (
    <Crumbs
      path={[
        { label: t('offerings.title'), href: paths.offerings },
        { label: title, href: pathname },
      ]}
    >
      <Header title={title} description={t('publish.description')} />
      <Container>
        <LiveView live={live} what={t('servers.what')}>
          {servers =>
            servers.length === 0 ? (
              <EmptyPanel
                title={t('publish.noServerTitle', {
                  offering: engineName[engine],
                })}
                action={
                  <ButtonLink variant="primary" href={paths.registerServer}>
                    {t('servers.register')}
                  </ButtonLink>
                }
              >
                {t('publish.noServerText')}
              </EmptyPanel>
            ) : (
              <PublishForm engine={engine} servers={servers} title={title} />
            )
          }
        </LiveView>
      </Container>
    </Crumbs>
  );
}

function PublishForm(props: {
  engine: Engine;
  servers: Server[];
  title: string;
}) {
  const { engine, servers, title } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [start] = useState(() => ({
    ...initial,
    servers: servers.map(({ name }) => name),
  }));
  const form = useWizardForm({ id: `publish-plan-${engine}`, initial: start });
  const { values } = form;
  const name = values.name || suggestSlug(values.displayName, 40);
  const body = {
    name,
    displayName: values.displayName,
    description: values.description,
    servers: values.servers,
    limits: {
      connections: values.connections,
      ...(engine === 'mysql'
        ? { storageBytes: Math.round(values.storageGiB * GiB) }
        : { memoryBytes: Math.round(values.memoryMiB * MiB) }),
    },
  };
  const act = useAct(async () => {
    await client.createPlan({
      params: { offering: engine },
      body,
      idempotencyKey: `${idempotencyKey}/${JSON.stringify(body)}`.slice(0, 200),
    });
    form.reset();
    navigate(paths.offerings);
  });
  const check = () => {
    const parsed = createPlanSchema.safeParse(body);
    form.setErrors(
      parsed.success
        ? {}
        : Object.fromEntries(
            parsed.error.issues.map(({ path, message }) => [
              fieldOf(path.map(String)),
              message,
            ]),
          ),
    );
    return parsed.success;
  };
  return (
    <form
      noValidate
      className={styles.fields}
      aria-label={title}
      onSubmit={event => {
        event.preventDefault();
        if (check()) {
          act.run();
        }
      }}
    >
      <ErrorSummary errors={form.errors} />
      <TextField
        label={t('publish.displayName')}
        description={t('publish.displayNameHelp')}
        autoComplete="off"
        {...form.field('displayName')}
      />
      <TextField
        label={t('publish.name')}
        autoComplete="off"
        {...form.field('name')}
        value={name}
      />
      <TextField
        label={t('publish.text')}
        autoComplete="off"
        {...form.field('description')}
      />
      <NumberField
        label={t('publish.connections')}
        description={t('publish.connectionsHelp')}
        minValue={1}
        {...form.field('connections')}
      />
      {engine === 'mysql' ? (
        <NumberField
          label={t('publish.storage')}
          description={t('publish.storageHelp')}
          minValue={0}
          {...form.field('storageGiB')}
        />
      ) : (
        <NumberField
          label={t('publish.memory')}
          description={t('publish.memoryHelp')}
          minValue={1}
          {...form.field('memoryMiB')}
        />
      )}
      <CheckboxGroup
        label={t('publish.servers')}
        description={
          engine === 'mysql'
            ? t('publish.serversHelp')
            : t('publish.serversWhole')
        }
        value={values.servers}
        onChange={chosen => form.set({ servers: chosen })}
      >
        {servers.map(server => (
          <Checkbox key={server.name} value={server.name}>
            {server.displayName} ({server.product} {server.version})
          </Checkbox>
        ))}
      </CheckboxGroup>
      {act.error ? (
        <ErrorPanel error={act.error} what={title} during="act" />
      ) : null}
      <div className={styles.actions}>
        <Button type="submit" isPending={act.busy}>
          {t('publish.submit')}
        </Button>
        <ButtonLink variant="secondary" href={paths.offerings}>
          {t('cancel')}
        </ButtonLink>
      </div>
    </form>
  );
}

/** Which field of the form a problem of the request belongs to. */
function fieldOf(path: readonly string[]): keyof typeof initial {
  switch (path[path.length - 1]) {
    case 'storageBytes':
      return 'storageGiB';
    case 'memoryBytes':
      return 'memoryMiB';
    case 'connections':
      return 'connections';
    default:
      return path[0] === 'servers' ||
        path[0] === 'name' ||
        path[0] === 'description'
        ? path[0]
        : 'displayName';
  }
}
