/*
 * Delivery: what an agent holds and what the service has on record of it come to agree, whatever is lost or repeated.
 *
 * One agent, two replicas of the service, one database, one partition. README.md says which code each process stands for.
 * Every guarded step is atomic; between two steps anything else may happen. A step that commits is one transaction.
 *
 * Compile with -DBY_COMMAND for a partition that the service has created; without it, it is created by hand on the host.
 */
#define NOWHERE 2

/* How often a stream breaks, or the agent or a replica is killed, in all. */
#ifndef FAULTS
#define FAULTS 1
#endif

mtype = { HELLO, REPORT, CREATED, CLOSED, RESULT_CREATED, RESULT_DELETED, CREATE, DELETE, ACK, NOTHING }
mtype = { ABSENT, CREATING, ACTIVE, DELETING, LOST }
mtype = { IDLE, GOT, HELLOED, STORED, KEEPING, DROPPING, ANSWERING, CLOSING, DOWN }

/* The database: what is committed. A log of changes wakes both replicas. */
mtype row = ABSENT;
byte rows;
byte session;
bool changed[2], streams_changed[2];

/* The agent's disk, and the service manager's store. */
bool journal;
bool stored;
chan outbox = [7] of { mtype, byte };

/* The agent's memory. */
bool held;
bool created_before, deleted_before;
byte at = NOWHERE;
byte stream;
bool attached;
bool has_connected;
mtype agent = IDLE;

/* A replica's memory: its stream, which may be one that the agent has given up, and the message in hand. */
byte open[2];
bool recorded[2], welcomed[2];
bool create_sent[2], delete_sent[2];
mtype handler[2] = IDLE;
mtype kind[2] = NOTHING;
byte id[2];
bool lists[2], orphan[2];
mtype waiting[2] = NOTHING;
mtype asked[2] = NOTHING;

/* The wire: kind, message id, and for HELLO whether the partition is listed. */
chan up[2] = [9] of { mtype, byte, bool };
chan down = [12] of { mtype, byte };

/* What single steps calculate with; the same before and after each. */
hidden mtype passed = NOTHING;
hidden byte used, rest, fresh, number_passed;

/* Ghosts, which no step depends on. */
bool acknowledged;

#define FIRST_REPLICA 2
#define LIVE(r) (at == r && stream == open[r])

inline empty_down() {
  do
  :: len(down) > 0 -> down?_, _
  :: else -> break
  od
}

inline empty_up(r) {
  do
  :: len(up[r]) > 0 -> up[r]?_, _, _
  :: else -> break
  od
}

/* The agent's end of the stream is gone. */
inline hang_up() {
  empty_down();
  at = NOWHERE;
  attached = false
}

/* The log of changes: a partition's, and a stream's. It has nothing to say to a replica without a stream. */
inline commit() {
#ifndef FAULT_NO_LOG
  changed[0] = (open[0] != 0);
  changed[1] = (open[1] != 0)
#else
  skip
#endif
}

inline commit_stream() {
#ifndef FAULT_NO_LOG
  streams_changed[0] = (open[0] != 0);
  streams_changed[1] = (open[1] != 0)
#else
  skip
#endif
}

/* What a replica remembers of a stream. */
inline clear(r) {
  empty_up(r);
  open[r] = 0;
  changed[r] = false; streams_changed[r] = false;
  recorded[r] = false; welcomed[r] = false;
  create_sent[r] = false; delete_sent[r] = false;
  handler[r] = IDLE;
  kind[r] = NOTHING; id[r] = 0; lists[r] = false; orphan[r] = false; waiting[r] = NOTHING
}

/* The replica's end is gone: AgentPresence.DisconnectAsync. */
inline forget(r) {
  if
  :: session == open[r] -> session = 0; commit_stream()
  :: else
  fi;
  clear(r)
}

inline end_stream(r) {
  if
  :: LIVE(r) -> hang_up()
  :: else
  fi;
  forget(r)
}

/* Sessions.Send: what goes to a stream that the agent has given up goes nowhere. */
inline send(r, what, which) {
  if
  :: LIVE(r) -> down!what, which
  :: else
  fi
}

inline send_once(r, what) {
  if
  :: open[r] != 0 && what == CREATE && !create_sent[r] -> create_sent[r] = true; send(r, CREATE, 0)
  :: open[r] != 0 && what == DELETE && !delete_sent[r] -> delete_sent[r] = true; send(r, DELETE, 0)
  :: else
  fi
}

/* An id that no message in the outbox has: what is acknowledged is under way on no live stream, so that its id may serve again. */
inline new_id() {
  used = 0;
  rest = len(outbox);
  do
  :: rest > 0 -> outbox?passed, number_passed; outbox!passed, number_passed; used = used | (1 << number_passed); rest--
  :: else -> break
  od;
  fresh = 1;
  do
  :: used & (1 << fresh) -> fresh++
  :: else -> break
  od;
  used = 0; passed = NOTHING; number_passed = 0
}

/* Outbox.Add: on disk, then on its way. */
inline tell(message) {
  new_id();
  outbox!message, fresh;
  if
  :: attached -> up[at]!message, fresh, false
  :: else
  fi;
  fresh = 0
}

/* ---- the agent ---- */

inline forget_quietly(r) {
  if
  :: open[r] != 0 -> forget(r)
  :: else
  fi
}

/* A stream gets a number that nobody has on record any more. The predecessor on the same replica ends first. */
inline connect(r) {
  forget_quietly(r);
  fresh = 1;
  do
  :: fresh == session || fresh == open[1 - r] -> fresh++
  :: else -> break
  od;
  open[r] = fresh;
  stream = fresh;
  fresh = 0;
  at = r;
  has_connected = true;
  up[r]!HELLO, 0, held
}

inline attach() {
  attached = true;
#ifndef BY_COMMAND
  up[at]!REPORT, 0, false;
#endif
#ifndef FAULT_NOT_SENT_AGAIN
  rest = len(outbox);
  do
  :: rest > 0 -> outbox?what, number; up[at]!what, number, false; outbox!what, number; rest--
  :: else -> break
  od;
  rest = 0; what = NOTHING; number = 0
#endif
}

/* HeldPartitions.Acknowledge: the message of that id is struck from the journal. */
inline acknowledge() {
  rest = len(outbox);
#ifdef FAULT_NO_IDS
  if
  :: rest > 0 -> outbox?what, id_kept; rest = 0
  :: else
  fi;
#endif
  do
  :: rest > 0 ->
       rest--;
       outbox?what, id_kept;
       if
       :: id_kept != number -> outbox!what, id_kept
       :: id_kept == number && (what == CREATED || what == RESULT_CREATED) -> acknowledged = held && (len(outbox) == 0)
       :: else
       fi
  :: else -> break
  od;
  id_kept = 0
}

active proctype Agent() {
  mtype what = NOTHING;
  byte number, id_kept;
end:
  do
  /* ServiceConnection: whenever there is no stream, to whichever replica answers. */
  :: d_step { agent != DOWN && at == NOWHERE && handler[0] == IDLE -> connect(0) }
  :: d_step { agent != DOWN && at == NOWHERE && handler[1] == IDLE && has_connected -> connect(1) }

  /* ServiceSession.OpenAsync */
  :: d_step { agent != DOWN && at != NOWHERE && !attached && welcomed[at] -> attach() }

  /* ServiceSession.Receive */
  :: d_step { agent == IDLE && at != NOWHERE && welcomed[at] && len(down) > 0 -> down?what, number;
       if
       :: what == ACK -> acknowledge()
       :: what == CREATE && (created_before || held) -> created_before = true; tell(RESULT_CREATED)
       :: what == CREATE && !created_before && !held ->
            journal = true; held = true; acknowledged = false;
#ifndef FAULT_ANSWER_APART
            tell(RESULT_CREATED);
#endif
            agent = KEEPING
#ifdef FAULT_DELETION_REMEMBERED
       :: what == DELETE && deleted_before -> tell(RESULT_DELETED)
       :: what == DELETE && !deleted_before && !held -> deleted_before = true; tell(RESULT_DELETED)
       :: what == DELETE && !deleted_before && held -> journal = false; held = false; agent = DROPPING
#else
       :: what == DELETE && !held -> tell(RESULT_DELETED)
       :: what == DELETE && held -> journal = false; held = false; agent = DROPPING
#endif
       fi;
       what = NOTHING; number = 0 }

  /* DescriptorStore. The answer to a creation is in the journal already. */
#ifndef FAULT_ANSWER_APART
  :: d_step { agent == KEEPING -> stored = true; created_before = true; agent = IDLE }
#else
  :: d_step { agent == KEEPING -> stored = true; agent = ANSWERING }
  :: d_step { agent == ANSWERING -> created_before = true; tell(RESULT_CREATED); agent = IDLE }
#endif
  :: d_step { agent == DROPPING -> stored = false; agent = CLOSING }
  :: d_step { agent == CLOSING ->
#ifdef FAULT_DELETION_REMEMBERED
       deleted_before = true;
#endif
       tell(RESULT_DELETED); agent = IDLE }
  od
}

/* LocalCreation, by whoever sits at the host. */
active proctype Hand() {
#ifndef BY_COMMAND
  d_step { agent == IDLE ->
    held = true;
    journal = true;
#ifndef FAULT_EVENT_APART
    tell(CREATED)
#endif
  };
#ifdef FAULT_EVENT_APART
  d_step { held -> tell(CREATED) };
#endif
  stored = held;
end:
  d_step { agent == IDLE && held -> journal = false; held = false; tell(CLOSED) };
  stored = false
#else
  skip
#endif
}

/* ---- the service ---- */

inline reconcile(r) {
  waiting[r] = NOTHING;
#ifndef FAULT_NO_RECONCILIATION
  if
  :: row == CREATING -> waiting[r] = CREATE
  :: row == DELETING -> waiting[r] = DELETE
  :: row == ACTIVE && !lists[r] -> row = LOST
  :: row == LOST && lists[r] -> row = ACTIVE
  :: else
  fi
#endif
}

/* AgentAnswers, PartitionAdoption: one transaction. */
inline store(r) {
  if
  :: kind[r] == CREATED ->
#ifdef FAULT_NOT_IDEMPOTENT
       rows++; row = ACTIVE
#else
       if
       :: row == ABSENT -> rows++; row = ACTIVE; commit()
       :: else
       fi
#endif
  :: kind[r] == RESULT_CREATED ->
       if
       :: row == CREATING -> row = ACTIVE; commit()
       :: row == ABSENT -> orphan[r] = true
       :: else
       fi
  :: kind[r] == CLOSED || kind[r] == RESULT_DELETED ->
       if
       :: row != ABSENT -> rows--; row = ABSENT; commit()
       :: else
       fi
  :: else
  fi;
  assert(rows <= 1)
}

#ifdef FAULT_SESSION_NOT_CHECKED
#define COUNTS(r) (kind[r] != REPORT || session == open[r])
#else
#define COUNTS(r) (session == open[r])
#endif

/* AgentGrpcService, one stream. */
active [2] proctype Replica() {
  byte r = _pid - FIRST_REPLICA;
end:
  do
  :: d_step { handler[r] == IDLE && open[r] != 0 && len(up[r]) > 0 ->
       up[r]?kind[r], id[r], lists[r];
       handler[r] = GOT;
#ifdef FAULT_ACK_BEFORE_COMMIT
       if
       :: kind[r] != HELLO -> send(r, ACK, id[r])
       :: else
       fi
#endif
     }
  :: d_step { handler[r] == GOT && kind[r] == HELLO ->
       session = open[r]; reconcile(r); commit_stream(); recorded[r] = true; handler[r] = HELLOED }
  :: d_step { handler[r] == HELLOED ->
       welcomed[r] = true;
       if
       :: waiting[r] == CREATE -> create_sent[r] = true; send(r, CREATE, 0)
       :: waiting[r] == DELETE -> delete_sent[r] = true; send(r, DELETE, 0)
       :: else
       fi;
       waiting[r] = NOTHING; kind[r] = NOTHING; lists[r] = false; handler[r] = IDLE }
  :: d_step { handler[r] == GOT && kind[r] != HELLO && COUNTS(r) -> store(r); handler[r] = STORED }
  :: d_step { handler[r] == GOT && kind[r] != HELLO && !COUNTS(r) -> end_stream(r) }
  :: d_step { handler[r] == STORED ->
       if
       :: kind[r] == RESULT_CREATED -> create_sent[r] = false
       :: kind[r] == RESULT_DELETED -> delete_sent[r] = false
       :: else
       fi;
       if
       :: orphan[r] -> delete_sent[r] = true; send(r, DELETE, 0)
       :: else
       fi;
#ifndef FAULT_ACK_BEFORE_COMMIT
       send(r, ACK, id[r]);
#endif
       orphan[r] = false; kind[r] = NOTHING; id[r] = 0; handler[r] = IDLE }

  /* It notices, sooner or later, that the agent has gone; what it was doing is cancelled, or was done before. */
  :: d_step { open[r] != 0 && !LIVE(r) -> forget(r) }

  /* EventFeed, AgentNotifier */
  :: d_step { changed[r] || streams_changed[r] ->
       if
       :: changed[r] && row == CREATING -> send_once(r, CREATE)
       :: changed[r] && row == DELETING -> send_once(r, DELETE)
       :: else
       fi;
       changed[r] = false;
       streams_changed[r] = false;
       if
#ifdef FAULT_NO_SESSION_IS_NONE
       :: recorded[r] && session != open[r] && session != 0 -> end_stream(r)
#else
       :: recorded[r] && session != open[r] -> end_stream(r)
#endif
       :: else
       fi }

  /* PartitionCommands: the call that has recorded what is to be done passes it on, where the agent is connected here. */
  :: d_step { asked[r] != NOTHING -> send_once(r, asked[r]); asked[r] = NOTHING }
  od
}

/* CreatePartition at one replica, DeletePartition at the other. */
active proctype Caller() {
#ifdef BY_COMMAND
  d_step { row = CREATING; rows++; commit(); asked[0] = CREATE };
#endif
end:
  d_step { row == CREATING || row == ACTIVE -> row = DELETING; commit(); asked[1] = DELETE }
}

/* ---- what goes wrong, and what must hold all the same ---- */

/* Recovery: what the service manager kept and the journal has is held again; what it did not keep is gone, and told. */
inline recover() {
  if
  :: journal && stored -> held = true
  :: !journal && stored -> stored = false
  :: journal && !stored -> journal = false; tell(CLOSED)
  :: else
  fi
}

inline crash_replica(r) {
  if
  :: LIVE(r) -> hang_up()
  :: else
  fi;
  clear(r);
  asked[r] = NOTHING
}

active proctype Faults() {
  byte faults = FAULTS;
  do
  :: faults == 0 -> break
  :: d_step { faults > 0 && at != NOWHERE -> faults--; hang_up() }
  :: d_step { faults > 0 && agent != DOWN -> faults--;
       hang_up();
       held = false; created_before = false; deleted_before = false;
#ifdef FAULT_OUTBOX_IN_MEMORY
       do
       :: len(outbox) > 0 -> outbox?_, _
       :: else -> break
       od;
#endif
       agent = DOWN };
     d_step { recover(); agent = IDLE }
  :: d_step { faults > 0 -> faults--; crash_replica(0) }
  :: d_step { faults > 0 -> faults--; crash_replica(1) }
  od
}

/* Nothing is under way on either side. */
#define AT_REST (at != NOWHERE && attached && agent == IDLE && len(down) == 0 && open[1 - at] == 0 \
  && len(up[at]) == 0 && handler[at] == IDLE && !changed[at] && !streams_changed[at] && asked[0] == NOTHING && asked[1] == NOTHING)

/* Both sides say the same, and each knows of the other. */
#define AGREED (session == stream && len(outbox) == 0 \
  && ((held && row == ACTIVE) || (!held && (row == ABSENT || row == LOST))))

/* What has been acknowledged is on record for as long as it is held; and whenever all is quiet, both sides agree. */
ltl safe { [] ((acknowledged && held -> row != ABSENT) && (AT_REST -> AGREED)) }

/* When nothing more can happen, all is quiet. */
active proctype Judge() {
  timeout -> assert(AT_REST && AGREED)
}
