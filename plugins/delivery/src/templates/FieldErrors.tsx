import styles from '../delivery.module.css';

/** What is wrong with a page of a template, right at it. */
export function FieldErrors({ errors }: { errors?: readonly string[] }) {
  return errors && errors.length > 0 ? (
    <ul role="alert" className={styles.problems}>
      {errors.map(error => (
        <li key={error}>{error}</li>
      ))}
    </ul>
  ) : null;
}
