namespace Levelset.Processors;

/// <summary>Who read the ID registers.</summary>
public enum IdRegisterView
{
    /// <summary>Every field is what the processor, or its hypervisor, says.</summary>
    Kernel,

    /// <summary>
    /// A read from user space, which Linux answers itself: most fields are hidden and read as a safe value, mostly 0, which in
    /// some fields means "present".
    /// </summary>
    UserSpace,
}
