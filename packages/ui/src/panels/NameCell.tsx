import { Link } from '@backstage/ui';
import styles from './panels.module.css';

/**
 * The name of a row's object, with a link where it has a page, and a second line below it.
 *
 * @public
 */
export function NameCell(props: {
  title: string;
  description?: string;
  href?: string;
}) {
  const { title, description, href } = props;
  return (
    <>
      {href ? <Link href={href}>{title}</Link> : title}
      {description ? (
        <span className={styles.secondLine}>{description}</span>
      ) : null}
    </>
  );
}
