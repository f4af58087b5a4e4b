// SPDX-License-Identifier: Apache-2.0
#include "io/chunked_array.hpp"

#include <algorithm>
#include <deque>

#include "io/box_copy.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/reserving_driver.hpp"
#include "io/transfer.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kRecordsPerChunk = 256;  // of an array with one number per record
constexpr std::size_t kMostRecordsAhead = 32;  // for which room is made at a time
constexpr int kPieceTag = 7101, kBlockTag = 7102;
using Bytes = std::vector<std::byte>;

std::vector<Block> blocks_of_all(MPI_Comm comm, const Block& mine) {
    const auto dimensions = static_cast<int>(mine.count.size());
    const auto ranks = static_cast<std::size_t>(size_of(comm));
    Extents ours(ranks * mine.count.size() * 2), own = mine.start;
    own.insert(own.end(), mine.count.begin(), mine.count.end());
    MPI_Allgather(own.data(), 2 * dimensions, MPI_UNSIGNED_LONG_LONG, ours.data(), 2 * dimensions,
                  MPI_UNSIGNED_LONG_LONG, comm);
    std::vector<Block> blocks;
    for (auto next = ours.begin(); blocks.size() < ranks; next += 2 * dimensions)
        blocks.push_back({{next, next + dimensions}, {next + dimensions, next + 2 * dimensions}});
    return blocks;
}

/// Puts together the chunks that this rank owns, for one write.
class Assembly {
  public:
    Assembly(const std::vector<PlannedChunk>& plan, const Extents& chunk, const BoxOf<const std::byte>& mine,
             std::size_t bytes_per_element, MPI_Comm comm)
        : chunk_{chunk}, mine_{mine}, element_{bytes_per_element}, comm_{comm}, rank_{rank_in(comm)} {
        for (const PlannedChunk& each : plan) exchange(each);
        MPI_Waitall(static_cast<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE);
        for (const PlannedChunk& each : plan)
            if (each.owner == rank_) contents_.push_back(assembled(each));
    }

    /// In the order of the plan. They live as long as this and the block.
    const std::vector<std::span<const std::byte>>& contents() const { return contents_; }

  private:
    void exchange(const PlannedChunk& chunk) {
        for (const ChunkPiece& piece : chunk.pieces) {
            if (piece.rank == chunk.owner) continue;
            if (piece.rank == rank_) send(piece, chunk.owner);
            else if (chunk.owner == rank_) receive(piece);
        }
    }

    Bytes& room_for(const ChunkPiece& piece) {
        return buffers_.emplace_back(static_cast<std::size_t>(piece.region.size()) * element_);
    }

    void send(const ChunkPiece& piece, int to) {
        Bytes& bytes = room_for(piece);
        copy_region(piece.region, mine_, {piece.region, bytes.data()}, element_);
        MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, kPieceTag, comm_, &requests_.emplace_back());
    }

    void receive(const ChunkPiece& piece) {
        Bytes& bytes = room_for(piece);
        received_.push_back(&bytes);
        MPI_Irecv(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, piece.rank, kPieceTag, comm_,
                  &requests_.emplace_back());
    }

    std::span<const std::byte> assembled(const PlannedChunk& chunk) {
        const Block box{chunk.start, chunk_};
        const Block& first = chunk.pieces.front().region;
        const std::size_t size = static_cast<std::size_t>(box.size()) * element_;
        if (chunk.pieces.size() == 1 && first.count == chunk_ && is_one_run(first, mine_.box))
            return {mine_.bytes + offset_in(mine_.box, first.start) * element_, size};
        Bytes& bytes = buffers_.emplace_back(size);
        for (const ChunkPiece& piece : chunk.pieces) {
            const BoxOf<const std::byte> theirs{piece.region, piece.rank == rank_ ? nullptr : next_received()};
            copy_region(piece.region, piece.rank == rank_ ? mine_ : theirs, {box, bytes.data()}, element_);
        }
        return bytes;
    }

    const std::byte* next_received() { return received_[next_++]->data(); }

    const Extents& chunk_;
    BoxOf<const std::byte> mine_;
    std::size_t element_;
    MPI_Comm comm_;
    int rank_;
    std::deque<Bytes> buffers_;
    std::vector<const Bytes*> received_;  // in the order of the plan
    std::size_t next_ = 0;
    std::vector<MPI_Request> requests_;
    std::vector<std::span<const std::byte>> contents_;
};

/// Of each rank's chunks, how many there are and where they begin in the plan.
struct Shares {
    std::vector<int> counts, starts;

    Shares(const std::vector<PlannedChunk>& plan, int ranks) : counts(static_cast<std::size_t>(ranks), 0) {
        for (const PlannedChunk& chunk : plan) ++counts[static_cast<std::size_t>(chunk.owner)];
        int next = 0;
        for (const int count : counts) {
            starts.push_back(next);
            next += count;
        }
    }
};

/// In pieces that MPI's counts can express.
template <class Transfer>
void in_parts(std::size_t size, const Transfer& transfer) {
    constexpr std::size_t kMost = std::size_t{1} << 30;
    for (std::size_t done = 0; done < size; done += kMost)
        transfer(done, static_cast<int>(std::min(kMost, size - done)));
}

}  // namespace

ChunkedArray::ChunkedArray(const StagedFile& file, std::string name, hid_t type, ArrayShape shape, Block block)
    : file_{file},
      name_{std::move(name)},
      type_{H5Tcopy(type)},
      shape_{std::move(shape)},
      block_{std::move(block)},
      blocks_{blocks_of_all(file.comm(), block_)},
      chunk_{chunk_shape(largest_of(file.comm(), block_.count))} {
    if (!chunk_.empty()) plan_ = plan_chunks(blocks_, shape_.extents, chunk_);
    file_.on_root([this] { create(); });
}

void ChunkedArray::create() {
    Extents extents = shape_.extents, limits = shape_.extents, chunk = chunk_;
    if (shape_.has_records) {
        extents.insert(extents.begin(), 0);
        limits.insert(limits.begin(), H5S_UNLIMITED);
        chunk.insert(chunk.begin(), chunk_.empty() ? kRecordsPerChunk : 1);
    }
    const PropertyHandle creation = chunked(chunk, shape_.compression);
    const SpaceHandle space{H5Screate_simple(static_cast<int>(extents.size()), extents.data(), limits.data())};
    dataset_ = DatasetHandle{checked(H5Dcreate2(file_.id(), name_.c_str(), type_.id(), space.id(), H5P_DEFAULT,
                                                creation.id(), H5P_DEFAULT),
                                     "create", name_, file_.target())};
}

void ChunkedArray::write(std::size_t record, std::span<const std::byte> block) {
    records_ = std::max(records_, record + 1);
    if (plan_) write_chunks(record, block);
    else write_through_root(record, block);
}

Extents ChunkedArray::with_record(std::size_t record, Extents rest) const {
    if (shape_.has_records) rest.insert(rest.begin(), record);
    return rest;
}

/// On rank 0.
void ChunkedArray::extend(std::size_t records) {
    const Extents extents = with_record(records, shape_.extents);
    checked(H5Dset_extent(dataset_.id(), extents.data()), "extend", name_, file_.target());
}

void ChunkedArray::finish() {
    if (shape_.has_records && places_.size() > records_) file_.on_root([this] { extend(records_); });
}

void ChunkedArray::write_through_root(std::size_t record, std::span<const std::byte> block) {
    const auto rank = static_cast<std::size_t>(rank_in(file_.comm()));
    std::vector<Bytes> theirs(blocks_.size());
    for (std::size_t from = 1; from < blocks_.size(); ++from) {
        if (from == rank) {
            in_parts(block.size(), [&](std::size_t first, int count) {
                MPI_Send(block.data() + first, count, MPI_BYTE, 0, kBlockTag, file_.comm());
            });
        } else if (rank == 0 && !chunk_.empty()) {
            theirs[from].resize(static_cast<std::size_t>(blocks_[from].size()) * shape_.bytes_per_element);
            in_parts(theirs[from].size(), [&](std::size_t first, int count) {
                MPI_Recv(theirs[from].data() + first, count, MPI_BYTE, static_cast<int>(from), kBlockTag, file_.comm(),
                         MPI_STATUS_IGNORE);
            });
        }
    }
    file_.on_root([&] {
        if (shape_.has_records) extend(records_);
        for (std::size_t from = 0; from < blocks_.size(); ++from) {
            Block where = blocks_[from];
            if (chunk_.empty() ? from > 0 : where.size() == 0) continue;
            if (shape_.has_records) {
                where.start.insert(where.start.begin(), record);
                where.count.insert(where.count.begin(), 1);
            }
            write_block({dataset_.id(), name_, file_.target()}, where, type_.id(),
                        from == 0 ? block.data() : theirs[from].data());
        }
    });
}

/// Of this rank's chunks in the record. Makes room for as many further records as there have been, so that ranks seldom
/// wait for each other; but what compressed chunks will take is not known before.
const ChunkedArray::Places& ChunkedArray::places_for(std::size_t record, const Places& sizes) {
    const bool sizes_vary = shape_.compression != Compression::none;
    if (record < places_.size() && !sizes_vary) return places_[record];
    const bool looks_ahead = shape_.has_records && !sizes_vary;
    const std::size_t end = record + 1 + (looks_ahead ? std::min(record, kMostRecordsAhead) : 0);
    const std::size_t first = sizes_vary ? record : places_.size();
    places_.resize(std::max(end, places_.size()));
    reserve(first, end, sizes);
    return places_[record];
}

/// Places in records [first, end) for this rank's chunks, whose sizes are given.
void ChunkedArray::reserve(std::size_t first, std::size_t end, const Places& sizes) {
    const Shares shares{*plan_, size_of(file_.comm())};
    const std::size_t chunks = plan_->size();
    const auto count = static_cast<int>(sizes.size());
    Places all_sizes(chunks), all(chunks * (end - first));
    MPI_Gatherv(sizes.data(), count, MPI_UINT64_T, all_sizes.data(), shares.counts.data(), shares.starts.data(),
                MPI_UINT64_T, 0, file_.comm());
    file_.on_root([&] {
        if (shape_.has_records) extend(places_.size());
        for (std::size_t n = 0; n < all.size(); ++n) {
            const Extents start = with_record(first + n / chunks, (*plan_)[n % chunks].start);
            const auto place = reserve_chunk(dataset_.id(), start, all_sizes[n % chunks]);
            all[n] = static_cast<std::uint64_t>(checked(place, "make room in", name_, file_.target()));
        }
    });
    for (std::size_t record = first; record < end; ++record) {
        places_[record].resize(sizes.size());
        MPI_Scatterv(all.data() + (record - first) * chunks, shares.counts.data(), shares.starts.data(), MPI_UINT64_T,
                     places_[record].data(), count, MPI_UINT64_T, 0, file_.comm());
    }
}

void ChunkedArray::write_chunks(std::size_t record, std::span<const std::byte> block) {
    const Assembly assembly{*plan_, chunk_, {block_, block.data()}, shape_.bytes_per_element, file_.comm()};
    std::vector<EncodedChunk> chunks;
    Places sizes;
    for (const auto& content : assembly.contents()) {
        chunks.push_back(encode(content, shape_.bytes_per_element, shape_.compression));
        sizes.push_back(chunks.back().size());
    }
    const Places& places = places_for(record, sizes);
    for (std::size_t n = 0; n < chunks.size(); ++n) file_.write_at(places[n], chunks[n].content, chunks[n].checksum);
}

}  // namespace sluice::io
