import { useMutation, useQueryClient } from '@tanstack/react-query';
import { setLink } from '../api/api';
import { demoQuery } from '../api/queries';
import type { LinkState } from '../api/responses/demo';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './LinkSwitch.module.css';

/** The cable between gateway and cloud, with a pair of scissors. */
export function LinkSwitch({ link }: { link: LinkState }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: setLink,
    onSettled: () => queries.invalidateQueries({ queryKey: demoQuery.queryKey }),
  });
  const other = link === 'up' ? 'cut' : 'up';
  return (
    <div className={styles.link} data-link={link} data-testid="link">
      <span className={styles.end}>Edge</span>
      <span className={styles.cable} aria-hidden="true">
        <i />
        <i />
      </span>
      <Button
        look={link === 'up' ? 'danger' : 'primary'}
        disabled={change.isPending}
        onClick={() => change.mutate(other)}
        data-testid="link-switch"
        aria-label={link === 'up' ? 'Cut the link between edge and cloud' : 'Heal the link between edge and cloud'}
      >
        <Icon name={link === 'up' ? 'cut' : 'link'} size={16} />
        {link === 'up' ? 'Cut the link' : 'Heal the link'}
      </Button>
      <span className={styles.cable} aria-hidden="true">
        <i />
        <i />
      </span>
      <span className={styles.end}>Cloud</span>
      {change.error && (
        <p className={styles.error} role="alert">
          {change.error.message}
        </p>
      )}
    </div>
  );
}
