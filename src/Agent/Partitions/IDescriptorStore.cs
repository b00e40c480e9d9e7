namespace Levelset.Agent.Partitions;

/// <summary>Where descriptors outlive the process: the service manager's store, or nowhere.</summary>
internal interface IDescriptorStore
{
    /// <summary>Hands over a duplicate of a partition's descriptor; false where it is not kept.</summary>
    bool Store(HeldPartition held);

    /// <summary>Has a descriptor dropped. Returns once that is done, or nobody answers.</summary>
    void Remove(string descriptorName);
}
