import { pageHref, type Page } from '../lib/route';
import { CloudPulse } from './CloudPulse';
import styles from './Header.module.css';
import { Icon } from './Icon';
import { Logo } from './Logo';
import { ThemeToggle } from './ThemeToggle';

const entries = [
  { page: 'overview', name: 'Overview' },
  { page: 'streams', name: 'Streams' },
  { page: 'lake', name: 'Lake' },
  { page: 'query', name: 'Query' },
] as const;

/** Brand and pages; on a phone the pages move to the lower edge, under the thumb. */
export function Header({ page }: { page: Page }) {
  const current = page === 'camera' ? 'overview' : page;
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <a className={styles.brand} href={pageHref('overview')} aria-label="Shoreline, overview">
          <Logo />
          <span>Shoreline</span>
        </a>
        <nav className={styles.nav} aria-label="Pages">
          {entries.map(entry => (
            <a key={entry.page} href={pageHref(entry.page)} aria-current={entry.page === current ? 'page' : undefined}>
              <Icon name={entry.page} />
              {entry.name}
            </a>
          ))}
        </nav>
        <div className={styles.tools}>
          <CloudPulse />
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}
