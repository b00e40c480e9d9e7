/*
 * Baselines: reports become generations, generations become assignments, and a partition keeps the set that it was made with.
 *
 * Two members of one pool, two replicas of the service, one database. The first member's agent is modelled with its streams;
 * of the second only its reports, which reach either replica. A set has two features, as bits. README.md says which code each
 * process stands for. Every guarded step is atomic; a transaction has two, since its locks and not its speed keep it whole.
 */
#define NOWHERE 2
#define NONE 7
#define GENERATIONS 5

/* How often a stream breaks, or the agent or a replica is killed, in all. */
#ifndef FAULTS
#define FAULTS 1
#endif

mtype = { REPORT, CREATED, IDLE, GOT, LOCKED, STORED }

/* The database. */
byte sets[GENERATIONS] = NONE;
byte newest = 1, current = 1;
byte offer[2] = NONE;
byte recorded_generation, recorded_set = NONE;
byte session;
byte locked;
bool changed[2];

/* What the machine offers, and the agent's disk and memory. */
byte reading = 3;
byte readings = 1;
byte assigned_generation, assigned_set = NONE;
byte made_generation, made_set = NONE;
bool untold;
byte at = NOWHERE;
byte stream;
bool attached;
byte reported;

/* A replica's memory. */
byte open[2];
bool recorded[2];
mtype handler[2] = IDLE;
mtype kind[2] = IDLE;
byte what[2], which[2];
byte seen_newest[2], seen_set[2] = NONE, seen_other[2] = NONE;

/* Rounds of the publisher that have read and not sent; two places, of which one is used. */
byte read_generation[4], read_set[4] = NONE;

/* The wire: a report with its set and number, or a partition with its set and generation; and assignments. */
chan up[2] = [5] of { mtype, byte, byte };
chan down = [8] of { byte, byte };

/* Ghosts. */
byte stored_reading;

hidden byte fresh;

#define LIVE(r) (at == r && stream == open[r])
#define SUBSET(a, b) (((a) & ~(b)) == 0)

inline hang_up() {
  do
  :: len(down) > 0 -> down?_, _
  :: else -> break
  od;
  at = NOWHERE;
  attached = false;
  reported = 0
}

inline clear(r) {
  do
  :: len(up[r]) > 0 -> up[r]?_, _, _
  :: else -> break
  od;
  if
  :: locked == r + 1 -> locked = 0
  :: else
  fi;
  open[r] = 0; recorded[r] = false; changed[r] = false;
  handler[r] = IDLE; kind[r] = IDLE; what[r] = 0; which[r] = 0;
  seen_newest[r] = 0; seen_set[r] = NONE; seen_other[r] = NONE;
  read_generation[r] = 0; read_set[r] = NONE; read_generation[r + 2] = 0; read_set[r + 2] = NONE
}

inline end_stream(r) {
  if
  :: LIVE(r) -> hang_up()
  :: else
  fi;
  if
  :: session == open[r] -> session = 0
  :: else
  fi;
  clear(r)
}

inline commit() {
#ifndef FAULT_NO_LOG
  changed[0] = (open[0] != 0);
  changed[1] = (open[1] != 0)
#else
  skip
#endif
}

/* PoolLeveling.RecomputeAsync, down at once, and up only when told; from what the transaction has read. */
inline recompute(last, before, one, other) {
  if
  :: one == NONE -> fresh = other
  :: other == NONE -> fresh = one
  :: else -> fresh = one & other
  fi;
  if
  :: before != NONE -> fresh = before & fresh
  :: else
  fi;
  if
  :: fresh != before ->
       assert(sets[last + 1] == NONE);
       sets[last + 1] = fresh;
       newest = last + 1;
       current = newest
  :: else
  fi;
  fresh = 0
}

/* ---- the first member's agent ---- */

inline report() {
  up[at]!REPORT, reading, readings;
  reported = readings
}

inline connect(r) {
  if
  :: open[r] != 0 -> end_stream(r)
  :: else
  fi;
  fresh = 1;
  do
  :: fresh == session || fresh == open[1 - r] -> fresh++
  :: else -> break
  od;
  open[r] = fresh;
  stream = fresh;
  fresh = 0;
  at = r
}

active proctype Agent() {
  /* The second member has made the first generation. */
  d_step { offer[1] = 3; sets[1] = 3 };
  skip;
end:
  do
  :: d_step { at == NOWHERE && handler[0] == IDLE -> connect(0) }
  :: d_step { at == NOWHERE && handler[1] == IDLE && stream != 0 -> connect(1) }
  :: d_step { at != NOWHERE && !attached && recorded[at] ->
       attached = true;
       report();
       if
       :: untold -> up[at]!CREATED, made_set, made_generation
       :: else
       fi }

  /* HostPoller */
  :: d_step { attached && reported != readings -> report() }

  /* SavedAssignment.Receive */
  :: d_step { len(down) > 0 -> down?assigned_generation, assigned_set;
       assert(assigned_generation == 0 || sets[assigned_generation] == assigned_set) }

  /* LocalCreation: from the last assignment, and never more than the host offers. */
  :: d_step { made_generation == 0 && assigned_generation != 0 && SUBSET(assigned_set, reading) ->
       made_generation = assigned_generation;
       made_set = assigned_set;
       untold = true;
       if
       :: attached -> up[at]!CREATED, made_set, made_generation
       :: else
       fi }
  od
}

/* Microcode, a boot option: the machine offers less than before. */
active proctype Machine() {
  d_step { reading = 1; readings++ }
}

/* ---- the service ---- */

/* AssignmentPublisher: a round reads, and then sends. */
inline read_round(place) {
  read_generation[place] = current;
  read_set[place] = sets[current]
}

inline send_round(who, place) {
  if
  :: LIVE(who) -> down!read_generation[place], read_set[place]
  :: else
  fi;
  read_generation[place] = 0; read_set[place] = NONE
}

#ifdef FAULT_ROUNDS_OVERLAP
#define MAY_READ(r) true
#else
#define MAY_READ(r) (read_generation[r] == 0 && read_generation[r + 2] == 0)
#endif

#ifdef FAULT_SESSION_NOT_CHECKED
#define COUNTS(r) true
#else
#define COUNTS(r) (session == open[r])
#endif

#ifdef FAULT_NO_POOL_LOCK
#define FREE true
#define HOLD(r)
#define RELEASE
#else
#define FREE (locked == 0)
#define HOLD(r) locked = r + 1;
#define RELEASE locked = 0;
#endif

active [2] proctype Replica() {
  byte r = _pid - 2;
end:
  do
  /* AgentHello */
  :: d_step { open[r] != 0 && !recorded[r] && handler[r] == IDLE -> session = open[r]; recorded[r] = true; commit() }

  /* AgentGrpcService: the message in hand. */
  :: d_step { handler[r] == IDLE && recorded[r] && len(up[r]) > 0 -> up[r]?kind[r], what[r], which[r]; handler[r] = GOT }

  /* HostReports.ApplyAsync: the pool is locked, then what others committed is read. */
  :: d_step { handler[r] == GOT && kind[r] == REPORT && FREE && COUNTS(r) ->
       HOLD(r)
       seen_newest[r] = newest;
       seen_set[r] = sets[current];
       seen_other[r] = offer[1];
       handler[r] = LOCKED }
  :: d_step { handler[r] == GOT && kind[r] == REPORT && !COUNTS(r) -> end_stream(r) }
  :: d_step { handler[r] == LOCKED ->
       assert(which[r] >= stored_reading);
       stored_reading = which[r];
       offer[0] = what[r];
       recompute(seen_newest[r], seen_set[r], what[r], seen_other[r]);
       commit();
       RELEASE
       seen_newest[r] = 0; seen_set[r] = NONE; seen_other[r] = NONE;
       handler[r] = STORED }
  :: d_step { handler[r] == STORED && kind[r] == REPORT && MAY_READ(r) -> read_round(r); kind[r] = IDLE }
  :: d_step { handler[r] == STORED && kind[r] == IDLE -> send_round(r, r); what[r] = 0; which[r] = 0; handler[r] = IDLE }

  /* PartitionAdoption */
  :: d_step { handler[r] == GOT && kind[r] == CREATED && COUNTS(r) ->
       if
       :: recorded_generation == 0 ->
#ifdef FAULT_SET_OF_THE_BASELINE
            recorded_set = sets[current];
#else
            recorded_set = what[r];
#endif
            recorded_generation = which[r]
       :: else
       fi;
       if
       :: LIVE(r) -> untold = false
       :: else
       fi;
       kind[r] = IDLE; what[r] = 0; which[r] = 0; handler[r] = IDLE }
  :: d_step { handler[r] == GOT && kind[r] == CREATED && !COUNTS(r) -> end_stream(r) }

  :: d_step { open[r] != 0 && !LIVE(r) -> end_stream(r) }

  /* EventFeed, AgentNotifier */
  :: d_step { changed[r] && MAY_READ(r) ->
       changed[r] = false;
       if
       :: recorded[r] && session != open[r] -> end_stream(r)
       :: recorded[r] && session == open[r] -> read_round(r + 2)
       :: else
       fi }
  :: d_step { read_generation[r + 2] != 0 -> send_round(r, r + 2) }
  od
}

/* Transactions at some replica, each with the pool locked: the second member reports less, then a partition is created. */
active proctype Other() {
  byte seen, before = NONE, first = NONE;
  d_step { FREE -> HOLD(2) seen = newest; before = sets[current]; first = offer[0] };
  d_step {
    offer[1] = 2;
    recompute(seen, before, first, offer[1]);
    seen = 0; before = NONE; first = NONE;
    commit();
    RELEASE
  };

  /* PartitionGrpcService.RecordAsync: the generation is in force when what is made from it is committed. */
  skip;
#ifdef FAULT_GENERATION_READ_BEFORE
  d_step { seen = current };
  d_step { FREE -> HOLD(2) };
#else
  d_step { FREE -> HOLD(2) seen = current };
#endif
  d_step { assert(seen == current); RELEASE }
}

/* ---- what goes wrong, and what must hold all the same ---- */

inline crash_replica(r) {
  if
  :: LIVE(r) -> hang_up()
  :: else
  fi;
  clear(r)
}

active proctype Faults() {
  byte faults = FAULTS;
  do
  :: faults == 0 -> break
  /* A stream breaks, or its agent is killed: assignment, what is made of it and what is not told yet are on disk. */
  :: d_step { faults > 0 && at != NOWHERE -> faults--; hang_up() }
  :: d_step { faults > 0 -> faults--; crash_replica(0) }
  :: d_step { faults > 0 -> faults--; crash_replica(1) }
  od
}

#define AT_REST (attached && reported == readings && len(down) == 0 && len(up[0]) == 0 && len(up[1]) == 0 && open[1 - at] == 0 \
  && handler[at] == IDLE && !changed[at] && read_generation[at] == 0 && read_generation[at + 2] == 0 && locked == 0)

#define AGREED (session == stream && offer[0] == reading && assigned_generation == current && assigned_set == sets[current] \
  && (made_generation == 0 || recorded_generation == made_generation))

/* B is offered by every contributor; no partition is on record under another set than it was made with; and at rest all agree. */
ltl safe { [] ((((offer[0] == NONE || SUBSET(sets[current], offer[0])) && (offer[1] == NONE || SUBSET(sets[current], offer[1]))))
  && current == newest && (sets[newest] != NONE || offer[1] == NONE)
  && (made_generation == 0 || made_set == sets[made_generation])
  && (recorded_generation == 0 || (recorded_set == made_set && recorded_generation == made_generation))
  && (AT_REST -> AGREED)) }

active proctype Judge() {
  timeout -> assert(AT_REST && AGREED)
}
