namespace Levelset.Agent.Partitions;

/// <summary>Keeps descriptors open when the process ends: the service manager's store, or none.</summary>
internal interface IDescriptorStore
{
    /// <summary>Stores a duplicate of a partition's descriptor; false where that is not possible.</summary>
    bool Store(HeldPartition held);

    /// <summary>Removes a descriptor. Returns when it is removed, or after a timeout.</summary>
    void Remove(string descriptorName);
}
