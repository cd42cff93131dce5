import Step from '@material-ui/core/Step';
import StepButton from '@material-ui/core/StepButton';
import Stepper from '@material-ui/core/Stepper';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, ButtonLink, Flex } from '@backstage/ui';
import { FormEvent, ReactNode, useEffect, useRef, useState } from 'react';
import { useAct } from '../live/useAct';
import { ErrorPanel } from '../panels/ErrorPanel';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { ErrorSummary } from './ErrorSummary';
import { useLeaveGuard } from './useLeaveGuard';
import { FormErrors, WizardForm } from './useWizardForm';
import styles from './wizard.module.css';

/** @public */
export interface WizardStep<V> {
  id: string;
  title: string;
  content: ReactNode;
  /** What is not right in this step's fields; the step is left only when nothing is. */
  validate?: (values: V) => FormErrors<V>;
  /** For a step that asks the server first, for example a review: Next or the act waits until it is `true`. */
  ready?: boolean;
}

/** @public */
export interface WizardFrameProps<V> {
  /** Names the whole, for assistive technology and errors: "Register a cluster". */
  title: string;
  form: WizardForm<V>;
  /** The last one is the review. */
  steps: readonly WizardStep<V>[];
  /** The verb of the act: "Register west". */
  submitLabel: string;
  /** Does the act; the wizard's draft is forgotten once it succeeds. Navigate away in here. */
  onSubmit: () => Promise<void>;
  /** Where Cancel leads. */
  cancelTo: string;
}

/**
 * The frame of a wizard: steps, Back and Next, an error summary, a kept draft, and a question before something is lost.
 *
 * @public
 */
export function WizardFrame<V>(props: WizardFrameProps<V>) {
  const { title, form, steps, submitLabel, onSubmit, cancelTo } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const [active, setActive] = useState(0);
  const [done, setDone] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  const step = steps[active];
  const last = active === steps.length - 1;
  const submit = useAct(async () => {
    setDone(true);
    try {
      await onSubmit();
      form.reset();
    } catch (error) {
      setDone(false);
      throw error;
    }
  });
  const leaveDialog = useLeaveGuard(form.holdsSecrets && !done);

  // Only after a move: focus must not jump when the page opens.
  useEffect(() => {
    if (moved.current) {
      heading.current?.focus();
    }
  }, [active]);

  const goTo = (index: number) => {
    moved.current = true;
    submit.clear();
    form.setErrors({});
    setActive(index);
  };
  const onNext = (event: FormEvent) => {
    event.preventDefault();
    const errors = step.validate?.(form.values) ?? {};
    form.setErrors(errors);
    if (Object.values(errors).some(error => error !== undefined)) {
      return;
    }
    if (!last) {
      goTo(active + 1);
    } else if (step.ready !== false) {
      submit.run();
    }
  };

  return (
    <form onSubmit={onNext} noValidate aria-label={title}>
      <Flex direction="column" gap="4">
        <Stepper
          className={styles.stepper}
          activeStep={active}
          nonLinear
          component="nav"
          aria-label={title}
        >
          {steps.map(({ id, title: name }, index) => (
            <Step key={id} completed={index < active}>
              <StepButton
                disabled={index > active}
                aria-current={index === active ? 'step' : undefined}
                onClick={() => goTo(index)}
              >
                {name}
              </StepButton>
            </Step>
          ))}
        </Stepper>
        <h2 className={styles.heading} ref={heading} tabIndex={-1}>
          {t('wizard.stepOf', {
            step: String(active + 1),
            steps: String(steps.length),
            title: step.title,
          })}
        </h2>
        {form.restored ? (
          <Alert
            status="info"
            icon
            title={t('wizard.draftKept')}
            customActions={
              <Button
                size="small"
                variant="secondary"
                onPress={() => {
                  form.reset();
                  goTo(0);
                }}
              >
                {t('wizard.startOver')}
              </Button>
            }
          />
        ) : null}
        <ErrorSummary errors={form.errors} />
        <div className={styles.content}>{step.content}</div>
        {submit.error ? (
          <ErrorPanel error={submit.error} what={submitLabel} during="act" />
        ) : null}
        <Flex gap="2" className={styles.buttons}>
          {active > 0 ? (
            <Button variant="secondary" onPress={() => goTo(active - 1)}>
              {t('wizard.back')}
            </Button>
          ) : null}
          <Button
            type="submit"
            variant="primary"
            isPending={submit.busy}
            isDisabled={step.ready === false}
          >
            {last ? submitLabel : t('wizard.next')}
          </Button>
          <ButtonLink variant="tertiary" href={cancelTo}>
            {t('wizard.cancel')}
          </ButtonLink>
        </Flex>
      </Flex>
      {leaveDialog}
    </form>
  );
}
