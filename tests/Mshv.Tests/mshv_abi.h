/*
 * The ABI of /dev/mshv as C declares it, written by hand from its description and not from the C# types, so that the
 * compiler can hold the two against each other. Names are those of the kernel (include/uapi/linux/mshv.h, include/hyperv).
 * What the C library or the kernel's own headers declare is taken from them.
 */
#ifndef LEVELSET_MSHV_ABI_H
#define LEVELSET_MSHV_ABI_H


#include <stddef.h>
#include <stdint.h>

#if __STDC_HOSTED__
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/ioctl.h>
#include <linux/seccomp.h>

/* How many bytes the C library keeps of a set of signals. */
enum { SigsetSize = sizeof(sigset_t) };

/* The kernel's own, put together as they are used. */
#define BPF_LD_W_ABS  (BPF_LD | BPF_W | BPF_ABS)
#define BPF_JMP_JEQ_K (BPF_JMP | BPF_JEQ | BPF_K)
#define BPF_ALU_AND_K (BPF_ALU | BPF_AND | BPF_K)
#define BPF_RET_K     (BPF_RET | BPF_K)
#else
/* A foreign target without its own headers; these two are the same everywhere that the hypervisor runs. */
#include <asm-generic/errno.h>
#include <asm-generic/ioctl.h>
#endif

typedef uint8_t u8_6[6];
typedef uint16_t u16_3[3];
typedef uint64_t u64_2[2];
typedef uint64_t u64_6[6];
typedef uint64_t u64_508[508];

struct mshv_create_partition {
	uint64_t pt_flags;
	uint64_t pt_isolation;
};

struct mshv_create_partition_v2 {
	uint64_t pt_flags;
	uint64_t pt_isolation;
	uint16_t pt_num_cpu_fbanks;
	uint8_t pt_rsvd[6];
	uint64_t pt_cpu_fbanks[2];
	uint64_t pt_rsvd1[2];
	union {
		uint64_t pt_disabled_xsave; /* x86_64 */
		uint64_t pt_rsvd2;          /* elsewhere */
	};
} __attribute__((packed));

struct mshv_create_vp {
	uint32_t vp_index;
};

struct mshv_root_hvcall {
	uint16_t code;
	uint16_t reps;
	uint16_t in_sz;
	uint16_t out_sz;
	uint16_t status;
	uint8_t rsvd[6];
	uint64_t in_ptr;
	uint64_t out_ptr;
};

/* Microsoft's own kernel. */
struct mshv_partition_property {
	uint32_t property_code;
	uint32_t padding;
	uint64_t property_value;
};

#define MSHV_IOCTL 0xB8
#define MSHV_CREATE_PARTITION            _IOW(MSHV_IOCTL, 0x00, struct mshv_create_partition)
#define MSHV_INITIALIZE_PARTITION        _IO(MSHV_IOCTL, 0x00)
#define MSHV_CREATE_VP                   _IOW(MSHV_IOCTL, 0x01, struct mshv_create_vp)
#define MSHV_ROOT_HVCALL                 _IOWR(MSHV_IOCTL, 0x07, struct mshv_root_hvcall)
#define MSHV_GET_HOST_PARTITION_PROPERTY _IOWR(MSHV_IOCTL, 0x01, struct mshv_partition_property)

#define MSHV_SET_PARTITION_PROPERTY      _IOW(MSHV_IOCTL, 0xF2, struct mshv_partition_property)
#define MSHV_GET_PARTITION_PROPERTY      _IOWR(MSHV_IOCTL, 0xF3, struct mshv_partition_property)

#define HVCALL_GET_PARTITION_PROPERTY    0x0044
#define HVCALL_SET_PARTITION_PROPERTY    0x0045
#define HVCALL_GET_PARTITION_PROPERTY_EX 0x0101

struct hv_input_get_partition_property {
	uint64_t partition_id;
	uint32_t property_code;
	uint32_t padding;
} __attribute__((packed));

struct hv_output_get_partition_property {
	uint64_t property_value;
} __attribute__((packed));

struct hv_input_set_partition_property {
	uint64_t partition_id;
	uint32_t property_code;
	uint32_t padding;
	uint64_t property_value;
} __attribute__((packed));

struct hv_input_get_partition_property_ex {
	uint64_t partition_id;
	uint32_t property_code;
	uint32_t padding;
	uint64_t arg;
} __attribute__((packed));

/* The largest answer: a page less the input's 24 bytes. */
struct hv_output_get_partition_property_ex {
	uint16_t bank_count;
	uint16_t reserved[3];
	uint64_t banks[(4096 - 24 - 8) / 8];
} __attribute__((packed));

enum hv_partition_property_code {
	HV_PARTITION_PROPERTY_PRIVILEGE_FLAGS = 0x00010000,
	HV_PARTITION_PROPERTY_SYNTHETIC_PROC_FEATURES = 0x00010001,
	HV_PARTITION_PROPERTY_TIME_FREEZE = 0x00030003,
	HV_PARTITION_PROPERTY_ISOLATION_STATE = 0x0005000c,
	HV_PARTITION_PROPERTY_UNIMPLEMENTED_MSR_ACTION = 0x00050017,
	HV_PARTITION_PROPERTY_GICD_BASE_ADDRESS = 0x00050028,
	HV_PARTITION_PROPERTY_GITS_TRANSLATER_BASE_ADDRESS = 0x00050029,
	HV_PARTITION_PROPERTY_GIC_LPI_INT_ID_BITS = 0x0005002a,
	HV_PARTITION_PROPERTY_PROCESSOR_VENDOR = 0x00060000,
	HV_PARTITION_PROPERTY_PROCESSOR_XSAVE_FEATURES = 0x00060002,
	HV_PARTITION_PROPERTY_PROCESSOR_CL_FLUSH_SIZE = 0x00060003,
	HV_PARTITION_PROPERTY_COMPATIBILITY_VERSION = 0x00060005,
	HV_PARTITION_PROPERTY_PHYSICAL_ADDRESS_WIDTH = 0x00060006,
	HV_PARTITION_PROPERTY_XSAVE_STATES = 0x00060007,
	HV_PARTITION_PROPERTY_MAX_XSAVE_DATA_SIZE = 0x00060008,
	HV_PARTITION_PROPERTY_PROCESSOR_CLOCK_FREQUENCY = 0x00060009,
	HV_PARTITION_PROPERTY_PROCESSOR_FEATURES0 = 0x0006000a,
	HV_PARTITION_PROPERTY_PROCESSOR_FEATURES1 = 0x0006000b,
	HV_PARTITION_PROPERTY_CTR_EL0 = 0x0006000c,
	HV_PARTITION_PROPERTY_DCZID_EL0 = 0x0006000d,
	HV_PARTITION_PROPERTY_MAX_SVE_VECTOR_LENGTH = 0x00060018,
	HV_PARTITION_PROPERTY_MAX_SME_VECTOR_LENGTH = 0x00060019,
	HV_PARTITION_PROPERTY_VMM_CAPABILITIES = 0x00090007,
	HV_PARTITION_PROPERTY_ASSIGNABLE_SYNTHETIC_PROC_FEATURES = 0x00090009,
};

#define HV_STATUS_SUCCESS                 0x0
#define HV_STATUS_INVALID_HYPERCALL_CODE  0x2
#define HV_STATUS_INVALID_PARAMETER       0x5
#define HV_STATUS_ACCESS_DENIED           0x6
#define HV_STATUS_INVALID_PARTITION_STATE 0x7
#define HV_STATUS_UNKNOWN_PROPERTY        0x9
#define HV_STATUS_PROPERTY_VALUE_OUT_OF_RANGE 0xA
#define HV_STATUS_INSUFFICIENT_MEMORY     0xB

#endif
