import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  Container,
  Header,
  NumberField,
  PasswordField,
  Radio,
  RadioGroup,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  engineSchema,
  publicServicesContract,
  registerServerSchema,
  ServerCheck,
} from '@flytower/plugin-public-services-common';
import {
  Crumbs,
  Facts,
  FormErrors,
  Plan,
  PlanReview,
  suggestSlug,
  useContractClient,
  usePlan,
  useWizardForm,
  WizardForm,
  WizardFrame,
} from '@flytower/ui';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { toServer, ServerValues, fieldOfServer } from './serverForm';

const initial: ServerValues = {
  engine: 'mysql',
  displayName: '',
  name: '',
  host: '',
  port: 3306,
  username: '',
  password: '',
  tls: false,
  caPem: '',
  serverName: '',
};
const defaultPort: Record<string, number> = { mysql: 3306, redis: 6379 };

/** The wizard that registers a server: how to reach it, and what it answered. */
export function RegisterServerPage() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const paths = usePaths();
  const client = useContractClient(publicServicesContract);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const form = useWizardForm({
    id: 'register-server',
    initial,
    secrets: ['password'],
  });
  const { values } = form;
  const name = values.name || suggestSlug(values.displayName, 40);
  const body = toServer({ ...values, name });
  const problems = (): FormErrors<ServerValues> => {
    const parsed = registerServerSchema.safeParse(body);
    return parsed.success
      ? {}
      : Object.fromEntries(
          parsed.error.issues.map(({ path, message }) => [
            fieldOfServer(path.map(String)),
            message,
          ]),
        );
  };
  const complete = Object.keys(problems()).length === 0;
  const check = usePlan(
    signal => client.checkServer({ body: { access: body.access }, signal }),
    complete ? JSON.stringify(body.access) : undefined,
  );
  return (
    <Crumbs
      path={[
        { label: t('servers.title'), href: paths.servers },
        { label: t('servers.register'), href: pathname },
      ]}
    >
      <Header title={t('servers.register')} />
      <Container>
        <WizardFrame
          title={t('servers.register')}
          form={form}
          cancelTo={paths.servers}
          submitLabel={t('server.submit', { server: name })}
          onSubmit={async () => {
            await client.registerServer({ body, idempotencyKey });
            navigate(paths.servers);
          }}
          steps={[
            {
              id: 'access',
              title: t('server.access'),
              content: <AccessFields form={form} name={name} />,
              validate: problems,
            },
            {
              id: 'review',
              title: t('server.review'),
              content: <CheckReview check={check} />,
              ready: check.kind === 'made' && check.value.outcome === 'usable',
            },
          ]}
        />
      </Container>
    </Crumbs>
  );
}

function AccessFields(props: { form: WizardForm<ServerValues>; name: string }) {
  const { form, name } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  return (
    <div className={styles.fields}>
      <RadioGroup
        label={t('server.engine')}
        {...form.field('engine')}
        onChange={value => {
          const engine = engineSchema.catch('mysql').parse(value);
          form.set({ engine, port: defaultPort[engine] });
        }}
      >
        <Radio value="mysql">{t('server.mysql')}</Radio>
        <Radio value="redis">{t('server.redis')}</Radio>
      </RadioGroup>
      <TextField
        label={t('publish.displayName')}
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
        label={t('server.host')}
        placeholder="mysql-1.example.com"
        autoComplete="off"
        {...form.field('host')}
      />
      <NumberField
        label={t('server.port')}
        formatOptions={{ useGrouping: false }}
        {...form.field('port')}
      />
      <TextField
        label={t('server.username')}
        description={
          form.values.engine === 'mysql'
            ? t('server.usernameMysql')
            : t('server.usernameRedis')
        }
        autoComplete="off"
        {...form.field('username')}
      />
      <PasswordField
        label={t('server.password')}
        description={t('server.sealed')}
        autoComplete="new-password"
        {...form.field('password')}
      />
      <Checkbox
        isSelected={form.values.tls}
        onChange={tls => form.set({ tls })}
      >
        {t('server.tls')}
      </Checkbox>
      {form.values.tls ? (
        <>
          <TextAreaField
            label={t('server.ca')}
            description={t('server.caHelp')}
            placeholder="-----BEGIN CERTIFICATE-----"
            rows={4}
            spellCheck="false"
            {...form.field('caPem')}
          />
          <TextField
            label={t('server.serverName')}
            autoComplete="off"
            {...form.field('serverName')}
          />
        </>
      ) : null}
    </div>
  );
}

function CheckReview({ check }: { check: Plan<ServerCheck> }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  return (
    <PlanReview
      plan={check}
      what={t('server.checking')}
      blockers={found => (found.outcome === 'refused' ? [found.sentence] : [])}
    >
      {found =>
        found.outcome === 'usable' ? (
          <>
            <Facts
              facts={[
                { term: t('servers.product'), value: found.product },
                { term: t('server.version'), value: found.version },
                {
                  term: t('server.connection'),
                  value: found.encrypted
                    ? t('servers.tls')
                    : t('servers.noTls'),
                },
              ]}
            />
            {found.notes.length > 0 ? (
              <ul className={styles.notes}>
                {found.notes.map(note => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            ) : null}
          </>
        ) : null
      }
    </PlanReview>
  );
}
