import { Button, Modal } from '@mantine/core';
import { HostName } from '../host/HostName.tsx';
import { Failure } from '../ui/Failure.tsx';
import classes from './Head.module.css';
import type { Standing } from './Head.tsx';
import type { Acting } from './useAct.ts';

type Props = {
  readonly of: Standing;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly acting: Acting;
};

/** Says what goes and what stays before anything does; Enter and Escape both leave all as it is. */
export function Retire({ of: { service, host, replicas, address }, opened, onClose, acting }: Props) {
  const many = replicas.length === 1 ? 'its replica' : `its ${replicas.length} replicas`;
  return (
    <Modal.Root opened={opened} onClose={onClose} size={440} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.effects}>
          <Modal.Title>
            Retire {service} on <HostName name={host} />?
          </Modal.Title>
          <p>
            {address ? (
              <>
                Nobody answers at <code>{address}</code> any more:
              </>
            ) : (
              'It answers no more:'
            )}{' '}
            {many} and its gateway are stopped and removed, once they have finished what they were asked.
          </p>
          <p className="second">Its releases and its history stay: deploying its file serves it again.</p>
          {acting.error !== null && <Failure of={acting.error} />}
          <div className={classes.row}>
            <Button data-autofocus onClick={onClose}>
              Cancel
            </Button>
            <Button
              color="var(--fail)"
              variant="outline"
              loading={acting.isPending}
              onClick={() => acting.begin({ kind: 'retire', service })}
            >
              Retire {service}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
