import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

interface NoticeProps {
  title: string;
  children?: ReactNode;
  icon?: IconName;
  tone?: 'neutral' | 'bad' | 'warn';
  action?: ReactNode;
}

/** An empty or failed region: what is (not) there, and what to do. */
export function Notice({ title, children, icon = 'alert', tone = 'neutral', action }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === 'bad' ? 'alert' : 'note'}>
      <span className={styles.icon}>
        <Icon name={icon} size={20} />
      </span>
      <strong>{title}</strong>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
